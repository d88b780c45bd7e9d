import AccountServer
import ArgumentParser

/// Manages the keys that sign ID tokens.
struct Keys: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "Manage the keys that sign ID tokens.",
        subcommands: [Rotate.self]
    )

    /// Makes new ones.
    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make new keys; the public halves of the old ones stay published for a week.",
            discussion: """
                A running service notices by itself. Applications fetch the new keys when they meet a token that the \
                ones they know have not signed. Once a year is often enough, and at once after keys were seen by others.
                """
        )

        @OptionGroup var common: CommonOptions

        /// Makes the keys and prints their names.
        func run() async throws {
            let folder = DataFolder(path: common.folder)
            _ = try folder.openKeys()
            let ids = try SigningKeyStore(file: folder.signingKeysFile).rotate()
            guard !common.json else { return try Output.print(json: ["keys": ids]) }
            for id in ids {
                Output.print(id)
            }
        }
    }
}
