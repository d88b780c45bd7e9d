import ArgumentParser
import DeviceCore

/// The command `sparekey backup watch`.
struct BackupWatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: HelpText.of("BackupWatchCommand.abstract"),
        discussion: HelpText.of("BackupWatchCommand.discussion")
    )

    @OptionGroup var common: CommonOptions

    func run() throws {
        let session = common.session()
        try BackupWatch(session.device).run { tell($0, session.terminal) }
    }

    private func tell(_ event: BackupWatch.Event, _ terminal: Terminal) {
        switch event {
        case .backedUp(let status): terminal.say("backup.done", ["n": String(status.entries ?? 0)])
        case .verified(let status):
            let values = ["generation": String(status.generation ?? 0), "n": String(status.entries ?? 0)]
            terminal.say("backup.verified", values)
        case .failed(let failure, let pause):
            let (message, remedy) = terminal.words.words(for: failure)
            terminal.say("watch.failed", ["message": message, "remedy": remedy])
            terminal.say("watch.next", ["seconds": String(pause.components.seconds)])
        }
    }
}

/// The command `sparekey backup pause`.
struct BackupPause: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: HelpText.of("BackupPause.abstract")
    )

    @OptionGroup var common: CommonOptions

    func run() throws {
        let session = common.session()
        let status = try session.device.backups.pause(true)
        session.saysItselfOfBackup()
        session.terminal.result(status, text: session.terminal.words.text("backup.paused"))
    }
}

/// The command `sparekey backup resume`.
struct BackupResume: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: HelpText.of("BackupResume.abstract")
    )

    @OptionGroup var common: CommonOptions

    func run() throws {
        let session = common.session()
        let status = try session.device.backups.pause(false)
        session.terminal.result(status, text: session.terminal.words.text("backup.resumed"))
        session.backUp(afterChange: true)
    }
}
