import ArgumentParser
import DeviceCore

/// The command `sparekey backup versions`.
struct BackupVersions: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "versions",
        abstract: HelpText.of("BackupVersions.abstract"),
        discussion: HelpText.of("BackupVersions.discussion")
    )

    @OptionGroup var common: CommonOptions

    func run() throws {
        let session = common.session()
        let versions = try session.device.backups.versions()
        session.terminal.result(versions, text: text(versions, session.terminal.words))
    }

    private func text(_ versions: [BackupVersionListing], _ words: DeviceCore.Catalogue) -> String {
        guard !versions.isEmpty else { return words.text("versions.none") }
        var table = Table(["generation", "made", "entries", "device", "state"].map { words.text("column.\($0)") })
        for version in versions {
            table.add([
                String(version.generation), version.made.map(words.shortMoment) ?? "–",
                version.entries.map(String.init) ?? "–",
                version.madeHere.map { words.text($0 ? "versions.here" : "versions.other") } ?? "–",
                words.text("versions.\(version.state.rawValue)"),
            ])
        }
        return table.text
    }
}

/// The command `sparekey backup restore`.
struct BackupRestore: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: HelpText.of("BackupRestore.abstract"),
        discussion: HelpText.of("BackupRestore.discussion")
    )

    @OptionGroup var common: CommonOptions
    @Option(help: ArgumentHelp(HelpText.of("BackupRestore.version"), valueName: "n")) var version: UInt64
    @Flag(help: HelpText.of("BackupRestore.exactly")) var exactly = false
    @Flag(help: HelpText.of("BackupRestore.preview")) var preview = false
    @Flag(name: .shortAndLong, help: HelpText.of("BackupRestore.yes")) var yes = false

    func run() throws {
        let session = common.session()
        let changes = try session.device.backups.previewRestore(version: version, exactly: exactly)
        let words = session.terminal.words
        let shown = text(changes, words)
        guard !preview else {
            session.terminal.result(changes, text: shown)
            return
        }
        if !session.terminal.json { Terminal.announce(shown + "\n") }
        guard !(changes.added + changes.changed + changes.removed).isEmpty else {
            session.terminal.result(changes, text: "")
            return
        }
        guard try session.confirm("restore.ask", yes: yes) else { return }
        let done = try session.device.backups.restore(version: version, exactly: exactly)
        session.terminal.result(done, text: words.text("restore.done", ["path": done.safetyCopy ?? ""]))
        session.backUp(afterChange: true)
    }

    private func text(_ changes: RestorePreview, _ words: DeviceCore.Catalogue) -> String {
        let lines =
            changes.added.map { "  + \($0)" } + changes.changed.map { "  ~ \($0)" }
            + changes.removed.map { "  - \($0)" }
        guard !lines.isEmpty else { return words.text("restore.nothing") }
        let values = ["generation": String(changes.generation), "date": words.moment(changes.made)]
        return ([words.text("restore.preview", values)] + lines).joined(separator: "\n")
    }
}

/// The command `sparekey backup new-key`.
struct BackupNewKey: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new-key",
        abstract: HelpText.of("BackupNewKey.abstract"),
        discussion: HelpText.of("BackupNewKey.discussion")
    )

    @OptionGroup var common: CommonOptions
    @Option(help: ArgumentHelp(HelpText.of("BackupNewKey.passwordFile"), valueName: "file"), completion: .file())
    var passwordFile: String?

    func run() throws {
        let session = common.session()
        let keeper = try session.device.backups.keeper()
        try session.device.evidence.refuseChangeTooEarly(of: keeper.id)
        let hasCode = (try? session.device.accounts.status(of: keeper.id))?.recoveryCode == .current
        if !common.json { session.terminal.announce(hasCode ? "newKey.before.code" : "newKey.before") }
        var typed: Password?
        let status = try session.device.backups.makeNewKey {
            let password = try session.secrets.recoveryPassword(file: passwordFile, of: keeper.wholeLabel)
            typed = password
            session.terminal.progress("progress.stretching")
            return password
        }
        session.terminal.result(status, text: session.terminal.words.text("newKey.done"))
        guard !common.json else { return }
        // What was written down before opens nothing any more: the new code is made right away where someone is there.
        guard hasCode, let password = typed, try session.secrets.prompt.confirm("newKey.ask.code") == true else {
            return session.terminal.say("newKey.next")
        }
        session.tell(try session.makeRecoveryCode(of: keeper.id, yes: false) { password })
    }
}
