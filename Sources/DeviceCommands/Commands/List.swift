import ArgumentParser
import DeviceCore
import Entries
import OutsideText

/// The command `sparekey list`.
struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: HelpText.of("List.abstract"),
        discussion: HelpText.of("List.discussion")
    )

    @OptionGroup var common: CommonOptions

    @Option(name: .customLong("tag"), help: ArgumentHelp(HelpText.of("List.tag"), valueName: "tag"), completion: .tags)
    var tags: [String] = []

    @Flag(help: HelpText.of("List.favourites"))
    var favourites = false

    @Flag(help: HelpText.of("List.notes"))
    var notes = false

    @Option(help: ArgumentHelp(HelpText.of("List.sort"), valueName: "order"))
    var sort: EntrySelection.Order?

    func run() throws {
        let session = common.session()
        let selection = EntrySelection(tags: tags, isOfFavourites: favourites, order: sort ?? .position)
        let entries = try session.device.entries.list(selection)
        let passwords = try session.device.entries.needingPassword()
        session.terminal.result(entries, text: text(entries, passwords, session.terminal.words))
        session.backUp(afterChange: false)
        session.remindOfBackup()
    }

    /// `passwords` are the accounts whose new password is still to be set.
    private func text(
        _ entries: [EntryListing],
        _ passwords: [EntryListing],
        _ words: DeviceCore.Catalogue
    ) -> String {
        guard !entries.isEmpty else {
            return words.text(tags.isEmpty && !favourites ? "list.empty" : "list.noneChosen")
        }
        let unreadable = entries.count { $0.state == .unreadable }
        let missing = passwords.map { words.text("warning.newPassword", ["account": $0.word]) }
        let banners = [
            missing.isEmpty ? nil : missing.joined(separator: "\n"),
            words.moreVerification(entries),
            unreadable > 0 ? words.text(unreadable, "banner.unreadable", ["n": String(unreadable)]) : nil,
        ]
        .compactMap(\.self)
        .map { $0 + "\n" }
        // What gives an account its verification confirms the device as well.
        let held = entries.filter { $0.codesCountFrom != nil && words.command(verifying: $0) == nil }
        let new = words.heldCodes(of: held.map(\.word)).map { [$0 + "\n"] }
        return (banners + (new ?? []) + [table(entries, words)])
            .joined(separator: "\n") + (notes ? self.notes(entries, words) : "")
    }

    private func table(_ entries: [EntryListing], _ words: DeviceCore.Catalogue) -> String {
        // Few people need these, so their columns stand only where something is in them.
        let hasFavourites = entries.contains { $0.isFavourite }
        let hasTags = entries.contains { !$0.details.tags.isEmpty }
        let columns =
            ["issuer", "account", "kind", "state"] + (hasFavourites ? ["favourite"] : []) + (hasTags ? ["tags"] : [])
        var table = Table(["#"] + columns.map { words.text("column.\($0)") })
        for entry in entries {
            let first = [
                String(entry.position), entry.issuer, entry.wholeAccount,
                entry.state == .unreadable ? entry.kind : words.text("kind.\(entry.kind)"),
                words.state(of: entry),
            ]
            let favourite = hasFavourites ? [entry.isFavourite ? words.text("list.favourite") : ""] : []
            table.add(first + favourite + (hasTags ? [entry.details.tags.joined(separator: ", ")] : []))
        }
        return table.text
    }

    private func notes(_ entries: [EntryListing], _ words: DeviceCore.Catalogue) -> String {
        entries.filter { !$0.details.note.isEmpty }
            .map { entry in
                let lines = entry.details.note.pieces(at: "\n", keepingEmpty: true).map { "  " + $0 }
                let label = words.text("list.note", ["label": entry.wholeLabel])
                return (["\n\n" + label] + lines).joined(separator: "\n")
            }
            .joined()
    }
}

extension EntrySelection.Order: ExpressibleByArgument {}
