import ArgumentParser
import DeviceCore
import Entries
import LocalFiles

/// The command `sparekey edit`.
struct Edit: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit",
        abstract: HelpText.of("Edit.abstract"),
        discussion: HelpText.of("Edit.discussion")
    )

    @OptionGroup var common: CommonOptions
    @Argument(help: HelpText.of("Edit.name"), completion: .entries) var name: String
    @Option(name: .customLong("tag"), help: ArgumentHelp(HelpText.of("Edit.tag"), valueName: "tag"), completion: .tags)
    var tags: [String] = []
    @Option(
        name: .customLong("untag"),
        help: ArgumentHelp(HelpText.of("Edit.untag"), valueName: "tag"),
        completion: .tags
    )
    var removedTags: [String] = []
    @Option(help: ArgumentHelp(HelpText.of("Edit.note"), valueName: "text")) var note: String?
    @Flag(inversion: .prefixedNo, help: HelpText.of("Edit.favourite")) var favourite: Bool?

    func validate() throws {
        guard !tags.isEmpty || !removedTags.isEmpty || note != nil || favourite != nil else {
            throw ValidationError(HelpText.of("Edit.refusal"))
        }
    }

    func run() throws {
        let session = common.session()
        let edit = EntryEdit(
            removedTags: removedTags,
            tags: tags,
            note: try note.map { $0 == "-" ? try Self.noteOfStandardInput() : $0 },
            isFavourite: favourite
        )
        let listing = try session.device.entries.edit(name, edit)
        session.terminal.result(listing, text: done(listing, session.terminal.words))
        session.backUp(afterChange: true)
    }

    private func done(_ listing: EntryListing, _ words: DeviceCore.Catalogue) -> String {
        let tags = listing.details.tags
        guard !tags.isEmpty, !self.tags.isEmpty || !removedTags.isEmpty else { return words.text("edit.done") }
        return words.text("edit.tags", ["tags": tags.joined(separator: ", ")])
    }

    private static func noteOfStandardInput() throws -> String {
        // Enough to refuse a longer one without reading it whole.
        guard let bytes = try? StandardStreams.read(most: 2 * EntryDetails.noteLength + 1),
            let text = String(validating: bytes, as: UTF8.self)
        else { throw Failure(.unreadableFile, ["path": "-"]) }
        return text
    }
}
