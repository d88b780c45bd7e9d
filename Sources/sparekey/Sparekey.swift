// sparekey is the device's command line: it parses, asks and prints. Whatever it does is done by DeviceCore.
import ArgumentParser
import DeviceCore
import Foundation
import LocalFiles
import QRCode
import Sodium

/// The command `sparekey`.
struct Sparekey: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sparekey",
        abstract: "Your codes. On any phone you will ever own.",
        discussion: """
            An authenticator whose accounts survive the loss of the device. A sealed backup lies in storage that you \
            own; the key to it is released by a sign-in to your recovery account. Nobody reads it without both.

            Start here:
              sparekey add 'otpauth://totp/Shop:me?secret=JBSWY3DPEHPK3PXP'
              sparekey codes
              sparekey account create me --service https://accounts.example.org
              sparekey backup on --storage folder:/media/stick/backup

            The device is gone? On the new one:
              sparekey recover me --service https://accounts.example.org \\
                --storage folder:/media/stick/backup

            Every command takes --json and --home; --version alone shows the version. Secrets are asked for, or come \
            from a file or the environment (SPAREKEY_PASSWORD, SPAREKEY_PASSPHRASE), never from an argument.
            """,
        subcommands: [QRDecode.self],
        groupedSubcommands: [
            CommandGroup(
                name: "Accounts and codes",
                subcommands: [
                    Add.self, List.self, Code.self, Codes.self, Move.self, Rename.self, SetCounter.self,
                    Remove.self, ShowQR.self,
                ]
            ),
            CommandGroup(
                name: "Backup and recovery",
                subcommands: [
                    Account.self, Enroll.self, BackupCommand.self, Recover.self, RecoverEntry.self, StorageCommand.self,
                ]
            ),
            CommandGroup(
                name: "Sign-in requests",
                subcommands: [Requests.self, Approve.self, Deny.self, Notices.self]
            ),
            CommandGroup(
                name: "This device",
                subcommands: [Open.self, SettingsCommand.self, Passphrase.self, Lock.self, Doctor.self]
            ),
        ]
    )

    /// The version of this program, which `sparekey --version` shows.
    ///
    /// The parser is not told: an option of the program is one of every command, and takes `recover --version 2` away.
    static let version = "0.1.0"
}

@main
enum Main {
    static func main() async {
        StandardStreams.prepare()
        forbidCoreDumps()
        // Before the parser, which leaves this thread: the process that reads pictures may have no other.
        if QRDecode.isMeant(by: CommandLine.arguments) { ReaderProcess.run() }
        do {
            try await run()
            await CommandSession.current?.tellOfBackup()
            await CommandSession.current?.tellOfSuspension()
        } catch {
            await CommandSession.current?.tellOfBackup(besides: error)
            await CommandSession.current?.tellOfSuspension(besides: error)
            FailureReport(error).printAndExit()
        }
    }

    private static func run() async throws {
        let arguments = CommandLineArguments()
        if arguments.asksForVersion {
            Terminal.print(Sparekey.version)
            return
        }
        var command = try await Sparekey.asyncParseAsRoot(arguments.parsable)
        if var asynchronous = command as? any AsyncParsableCommand {
            try await asynchronous.run()
        } else {
            try command.run()
        }
    }
}
