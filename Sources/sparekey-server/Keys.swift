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
            commandName: "rotate",
            abstract: "Make new keys; the public halves of the old ones stay published for a week.",
            discussion: """
                A running service takes the new keys automatically. Applications fetch them when they meet a token that \
                none of the keys they know has signed. Once a year is often enough.

                If somebody else may have the old keys, drop them at once: tokens that they have signed are refused \
                from then on, and people sign in again:
                  sparekey-server keys rotate --compromised
                Applications may keep old public keys for a while on their own: restart those that matter.
                """
        )

        @Flag(help: "Drop the old keys at once, because somebody else may have them.") var compromised = false
        @OptionGroup var common: CommonOptions

        /// Makes the keys, prints their names, and says what becomes of the old ones.
        func run() async throws {
            let folder = DataFolder(path: common.folder)
            try folder.requireService()
            let ids = try SigningKeyStore(file: folder.signingKeysFile).rotate(areCompromised: compromised)
            guard !common.json else { return try Output.print(json: ["keys": ids]) }
            for id in ids { Output.print("new signing key: \(id)") }
            Output.tell(
                compromised
                    ? "the old keys are dropped: tokens that they have signed are refused from now on"
                    : "the public halves of the old keys stay published for a week"
            )
        }
    }
}
