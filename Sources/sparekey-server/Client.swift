import AccountAPI
import AccountServer
import ArgumentParser
import Foundation

/// Manages relying parties.
struct Client: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Manage the applications that may have codes checked.",
        discussion: """
            An application signs in with its id and secret and asks whether a code is right:
              curl -u ID:SECRET -H 'Content-Type: application/json' \\
                -d '{"username":"ada","code":"12345678"}' http://127.0.0.1:8700/v1/codes/verify
            """,
        subcommands: [Add.self, List.self, Remove.self]
    )

    /// Adds one.
    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add an application and print its id and its secret, once."
        )

        @Argument(help: "A name to tell it by.") var name: String
        @OptionGroup var common: CommonOptions

        /// Adds the application.
        func run() async throws {
            let (party, secret) = try await common.relyingParties().add(name: name)
            guard !common.json else {
                return try Output.print(json: ["id": party.id.rawValue, "name": party.name, "secret": secret])
            }
            Output.print("id: \(party.id)")
            Output.print("secret: \(secret)")
            Output.tell("The secret is kept nowhere: note it now.")
        }
    }

    /// Lists all.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the applications.")

        @OptionGroup var common: CommonOptions

        /// Lists the applications.
        func run() async throws {
            let parties = try await common.relyingParties().list()
            guard !common.json else {
                return try Output.print(json: parties.map { ["id": $0.id.rawValue, "name": $0.name] })
            }
            for party in parties {
                Output.print("\(party.id)  \(party.name)")
            }
        }
    }

    /// Removes one.
    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
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

extension CommonOptions {
    /// The relying parties of the service in the data folder.
    func relyingParties() async throws -> RelyingParties {
        try await AccountService(configuration: ServiceConfiguration(dataFolder: folder)).relyingParties
    }
}
