import ArgumentParser
import DeviceCore

/// The command `sparekey account approvals`.
struct AccountApprovals: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approvals",
        abstract: "Let this device answer the sign-in requests of an account, or no longer.",
        discussion: """
            A code is sent to one of the account's contacts. Once it is typed, this device makes a key of its own, \
            which never leaves it.
            """,
        subcommands: [ApprovalsOn.self, ApprovalsOff.self]
    )
}

/// The command `sparekey account approvals on`.
struct ApprovalsOn: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "on",
        abstract: "Make this device answer the account's sign-in requests.",
        discussion: """
            Without a terminal, this sends the code and ends with the number of a proof. Then:
              sparekey account contacts verify PROOF   (or with --code-file)
              sparekey account approvals on --proof PROOF
            """
    )

    @OptionGroup var common: CommonOptions
    @Argument(help: "The account; not needed where there is only one.") var name: String?
    @OptionGroup var proof: ContactProofOptions

    func run() async throws {
        let session = common.session()
        let entry = try await session.app.turnApprovalsOn(
            of: name,
            proving: proof.by,
            proof: proof.proof,
            questions: session.contactQuestions(codeFile: proof.codeFile)
        )
        session.terminal.result(entry, text: session.terminal.words.text("approvals.on"))
        await session.backUp(afterChange: true)
    }
}

/// The command `sparekey account approvals off`.
struct ApprovalsOff: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "off",
        abstract: "Let this device answer the account's sign-in requests no longer; its key is deleted."
    )

    @OptionGroup var common: CommonOptions
    @Argument(help: "The account; not needed where there is only one.") var name: String?

    func run() async throws {
        let session = common.session()
        let entry = try await session.app.turnApprovalsOff(of: name)
        session.terminal.result(entry, text: session.terminal.words.text("approvals.off"))
        await session.backUp(afterChange: true)
    }
}
