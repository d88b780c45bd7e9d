// DeviceCommands is the device's command line: it parses, asks and prints. Whatever it does is done by DeviceCore.
// It imports neither all of Foundation nor what serves the page, so that a command starts fast.
import ArgumentParser
import DeviceCore
import LocalFiles
import Primitives

/// The command `sparekey`.
struct Sparekey: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sparekey",
        abstract: HelpText.of("Sparekey.abstract"),
        discussion: HelpText.of("Sparekey.discussion"),
        groupedSubcommands: [
            CommandGroup(
                name: HelpText.of("group1"),
                subcommands: [
                    Add.self, ImportCommand.self, List.self, Code.self, Codes.self, Move.self, Rename.self, Edit.self,
                    SetCounter.self, Remove.self, ShowQR.self,
                ]
            ),
            CommandGroup(
                name: HelpText.of("group2"),
                subcommands: [
                    Account.self, Enroll.self, BackupCommand.self, Recover.self, RecoverEntry.self, StorageCommand.self,
                ]
            ),
            CommandGroup(
                name: HelpText.of("group3"),
                subcommands: [Requests.self, Approve.self, Deny.self, Notices.self]
            ),
            CommandGroup(
                name: HelpText.of("group4"),
                subcommands: [Open.self, SettingsCommand.self, Passphrase.self, Lock.self, Doctor.self]
            ),
        ]
    )

    /// The version of this program, which `sparekey --version` shows.
    ///
    /// The parser is not told: an option of the program is one of every command, and takes `recover --version 2` away.
    static let version = "0.1.0"
}

/// One run of `sparekey` or of the page program.
package enum CommandLineProgram {
    /// The version of the program.
    package static var version: String { Sparekey.version }

    /// Does what the arguments ask for; only the page program has a `page` to serve.
    ///
    /// A command waits, for people and for services, so it has the program's first thread: no thread of tasks may do that.
    package static func run(page: PageMaker? = nil) {
        PageProgram.maker = page
        StandardStreams.prepare()
        forbidCoreDumps()
        do {
            try runCommand()
            Terminal.printAnnounced()
            CommandSession.current?.tellOfBackup()
            CommandSession.current?.tellOfRemoval()
            if let failure = CommandSession.current?.unanswered { throw failure }
        } catch {
            Terminal.printAnnounced()
            CommandSession.current?.tellOfBackup(besides: error)
            CommandSession.current?.tellOfRemoval(besides: error)
            FailureReport(error).printAndExit()
        }
    }

    private static func runCommand() throws {
        let arguments = CommandLineArguments()
        if arguments.asksForVersion {
            Terminal.print(Sparekey.version)
            return
        }
        var command = try arguments.parsed
        try command.run()
    }
}
