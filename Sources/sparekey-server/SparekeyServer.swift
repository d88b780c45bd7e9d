// sparekey-server is the command line of the account service: it reads settings, starts AccountServer, and says what
// went wrong. It holds no rule of the service.
import ArgumentParser
import Foundation
import LocalFiles
import OutsideText
import Primitives

/// The command and its subcommands.
struct SparekeyServer: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sparekey-server",
        abstract: "The account service of Sparekey.",
        discussion: """
            It knows accounts and their devices, checks codes, and keeps the sealed keys of backups. It never learns a \
            password, and no backup passes through it.

            Try it on this machine; the folder is made at the first start:
              sparekey-server serve --data ./data

            Run it for others, with a certificate or behind a proxy that has one:
              sparekey-server serve --data /var/lib/sparekey --listen 0.0.0.0:443 \\
                --tls-certificate fullchain.pem --tls-key privkey.pem \\
                --public-url https://accounts.example.org
              sparekey-server serve --data /var/lib/sparekey --listen 10.0.0.5:8700 \\
                --behind-proxy --public-url https://accounts.example.org

            Keep keys.json of the data folder as safe as the database, and apart from its copies: without it nobody \
            can sign in, and with both an attacker can guess passwords.

            Every setting is also a variable: SPAREKEY_DATA, SPAREKEY_LISTEN, SPAREKEY_TLS_CERTIFICATE, \
            SPAREKEY_TLS_KEY, SPAREKEY_BEHIND_PROXY=1, SPAREKEY_LOG_LEVEL, SPAREKEY_PUBLIC_URL, SPAREKEY_MAIL, \
            SPAREKEY_MAIL_FROM, SPAREKEY_MAIL_PASSWORD, SPAREKEY_MAIL_CA, SPAREKEY_SMS, SPAREKEY_SMS_TOKEN.
            """,
        version: "0.1.0",
        subcommands: [
            Serve.self, Initialize.self, OrganizationCommand.self, MemberCommand.self, Client.self, Keys.self,
            MailCommand.self, Doctor.self,
        ]
    )
}

/// Where the program begins.
@main
enum Program {
    static func main() async {
        StandardStreams.prepare()
        forbidCoreDumps()
        let outcome = await run()
        await OpenServices.close()
        outcome()
    }

    /// Runs the command, and returns how the program ends.
    private static func run() async -> () -> Never {
        do {
            var command = try SparekeyServer.parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            return { exit(0) }
        } catch {
            let isJSON = CommandLine.arguments.contains("--json")  // ours: a whole argument
            guard let failure = Failure(error) ?? Failure(parsing: error, asJSON: isJSON) else {
                let code = SparekeyServer.exitCode(for: error)
                let text = SparekeyServer.fullMessage(for: error)
                return {
                    if code == .success, !text.isEmpty {
                        Output.print(text)
                    } else if !text.isEmpty {
                        // What the parser says begins as every other error does.
                        let told = text.without(prefix: "Error: ").map { "sparekey-server: error: " + $0 } ?? text
                        let meant = MistypedCommand().question
                        Output.tell([told, meant].compactMap(\.self).joined(separator: "\n"))
                    }
                    exit(code.rawValue)
                }
            }
            return {
                failure.report(asJSON: isJSON)
                exit(failure.status)
            }
        }
    }
}
