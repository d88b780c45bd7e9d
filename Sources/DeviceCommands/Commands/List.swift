import ArgumentParser
import DeviceCore

/// The command `sparekey list`.
struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: HelpText.of("List.abstract"),
        discussion: HelpText.of("List.discussion")
    )

    @OptionGroup var common: CommonOptions

    func run() throws {
        let session = common.session()
        let entries = try session.device.entries.list()
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
        guard !entries.isEmpty else { return words.text("list.empty") }
        var table = Table(["#"] + ["issuer", "account", "kind", "state"].map { words.text("column.\($0)") })
        for entry in entries {
            table.add([
                String(entry.position), entry.issuer, entry.wholeAccount,
                entry.state == .unreadable ? entry.kind : words.text("kind.\(entry.kind)"),
                words.state(of: entry),
            ])
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
        return (banners + (new ?? []) + [table.text]).joined(separator: "\n")
    }
}
