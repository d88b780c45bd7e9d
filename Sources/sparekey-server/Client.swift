import AccountAPI
import AccountServer
import ArgumentParser
import Encodings
import Foundation

/// Manages relying parties.
struct Client: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "client",
        abstract: "Manage the applications that sign people in or have codes checked.",
        discussion: """
            An application that speaks OpenID Connect names the addresses that people come back to:
              sparekey-server client add Wiki --redirect https://wiki.example.org/callback

            Any application can have codes checked, with its id and secret:
              curl -u ID:SECRET -H 'Content-Type: application/json' \\
                -d '{"username":"ada","code":"12345678"}' http://127.0.0.1:8700/v1/codes/verify
            """,
        subcommands: [Add.self, List.self, Remove.self]
    )

    /// Adds one.
    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "add",
            abstract: "Add an application and print its id and its secret, once."
        )

        @Argument(help: "A name to tell it by; people see it when they sign in.") var name: String
        @OptionGroup var signIn: SignInOptions
        @OptionGroup var common: CommonOptions

        /// Adds the application.
        func run() async throws {
            let (party, secret) = try await common.relyingParties().add(name: name, settings: signIn.settings)
            let isPublic = party.settings.isPublic
            guard !common.json else {
                return try Output.print(json: ClientListing(party, secret: isPublic ? nil : secret))
            }
            Output.print("id: \(party.id)")
            if !isPublic { Output.print("secret: \(secret)") }
            // Addresses are compared byte by byte, so an application that sends another spelling would be refused.
            for (given, kept) in zip(signIn.redirect + signIn.postLogout, signIn.settings.addresses)
            where !given.utf8.elementsEqual(kept.utf8) {
                Output.tell("The application has to send \(given) as \(kept)")
            }
            guard !isPublic else { return }
            Output.tell("The secret is kept nowhere: note it now.")
        }
    }

    /// Lists all.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: "List the applications.")

        @OptionGroup var common: CommonOptions

        /// Lists the applications.
        func run() async throws {
            let parties = try await common.relyingParties().list()
            guard !common.json else {
                return try Output.print(json: parties.map { ClientListing($0, secret: nil) })
            }
            for party in parties {
                Output.print("\(party.id)  \(party.name)")
                for redirect in party.settings.redirects {
                    Output.print("    \(redirect)")
                }
            }
        }
    }

    /// Removes one.
    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "remove",
            abstract: "Remove an application; its secret is worthless then."
        )

        @Argument(help: "The application's id.") var id: String
        @OptionGroup var common: CommonOptions

        /// Removes the application.
        func run() async throws {
            guard let id = ClientID(id), try await common.relyingParties().remove(id) else {
                throw Failure(
                    "client.not-found",
                    "there is no application with this id",
                    remedy: "see the ids with: sparekey-server client list",
                    status: ExitStatus.notFound
                )
            }
            if common.json {
                try Output.print(json: ["removed": id.rawValue])
            }
        }
    }
}
