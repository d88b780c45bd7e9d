import ArgumentParser
import DeviceCore
import Foundation

/// The command `sparekey backup versions`.
struct BackupVersions: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "versions",
        abstract: "List the snapshots that the storage holds, each fetched and opened.",
        discussion: "Kept are the newest 20, one a day for 30 days, and one a month for a year."
    )

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let session = common.session()
        let versions = try await session.app.backupVersions()
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
struct BackupRestore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Add what an older version holds and this device lacks.",
        discussion: """
            Shows what would change and asks. The vault is copied beside itself first.

              sparekey backup restore --version 12
              sparekey backup restore --version 12 --exactly
              sparekey backup restore --version 12 --preview --json
            """
    )

    @OptionGroup var common: CommonOptions
    @Option(help: ArgumentHelp("The number that backup versions shows.", valueName: "n")) var version: UInt64
    @Flag(help: "Make this device hold exactly what the version held.") var exactly = false
    @Flag(help: "Show what would change, and change nothing.") var preview = false
    @Flag(name: .shortAndLong, help: "Do not ask.") var yes = false

    func run() async throws {
        let session = common.session()
        let changes = try await session.app.previewRestore(version: version, exactly: exactly)
        let words = session.terminal.words
        let shown = text(changes, words)
        guard !preview else {
            session.terminal.result(changes, text: shown)
            return
        }
        if !session.terminal.json { Terminal.printError(shown + "\n") }
        guard !(changes.added + changes.changed + changes.removed).isEmpty else {
            session.terminal.result(changes, text: "")
            return
        }
        guard try session.confirm("restore.ask", yes: yes) else { return }
        let done = try await session.app.restore(version: version, exactly: exactly)
        session.terminal.result(done, text: words.text("restore.done", ["path": done.safetyCopy ?? ""]))
        await session.backUp(afterChange: true)
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
struct BackupNewKey: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new-key",
        abstract: "Give the backup a new key, after a device was lost.",
        discussion: """
            Makes a snapshot under a new key, reads it back, and only then replaces the old key at the account \
            service. Older snapshots can no longer be opened. Revoke the lost device as well: sparekey account devices --revoke
            """
    )

    @OptionGroup var common: CommonOptions
    @Option(help: ArgumentHelp("A file that holds the password.", valueName: "file"), completion: .file())
    var passwordFile: String?

    func run() async throws {
        let session = common.session()
        let status = try await session.app.makeNewBackupKey {
            let password = try session.secrets.password(file: passwordFile, asking: "prompt.recoveryPassword")
            session.terminal.progress("progress.stretching")
            return password
        }
        session.terminal.result(status, text: session.terminal.words.text("newKey.done"))
    }
}
