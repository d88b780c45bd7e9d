import ArgumentParser
import DeviceCore

/// The command `sparekey list`.
struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: HelpText.of("List.abstract"),
        discussion: HelpText.of("List.discussion")
    )

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let session = common.session()
        let entries = try await session.app.entries()
        session.terminal.result(entries, text: text(entries, session.terminal.words))
        await session.backUp(afterChange: false)
    }

    private func text(_ entries: [EntryListing], _ words: DeviceCore.Catalogue) -> String {
        guard !entries.isEmpty else { return words.text("list.empty") }
        var table = Table(["#"] + ["issuer", "account", "kind", "state"].map { words.text("column.\($0)") })
        for entry in entries {
            table.add([
                String(entry.position), entry.issuer, entry.account,
                entry.state == .unreadable ? entry.kind : words.text("kind.\(entry.kind)"),
                words.state(of: entry),
            ])
        }
        let unreadable = entries.count { $0.state == .unreadable }
        let banners = [
            words.moreVerification(entries),
            unreadable > 0 ? words.text(unreadable, "banner.unreadable", ["n": String(unreadable)]) : nil,
        ]
        .compactMap(\.self)
        .map { $0 + "\n" }
        let held = words.heldCodes(of: entries.filter { $0.codesCountFrom != nil }.map(\.label)).map { [$0 + "\n"] }
        return (banners + (held ?? []) + [table.text]).joined(separator: "\n")
    }
}
