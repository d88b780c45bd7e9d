import ArgumentParser
import DeviceCore

/// The command `sparekey account approvals`.
struct AccountApprovals: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approvals",
        abstract: HelpText.of("AccountApprovals.abstract"),
        discussion: HelpText.of("AccountApprovals.discussion"),
        subcommands: [ApprovalsOn.self, ApprovalsOff.self]
    )
}

/// The command `sparekey account approvals on`.
struct ApprovalsOn: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "on",
        abstract: HelpText.of("ApprovalsOn.abstract"),
        discussion: HelpText.of("ApprovalsOn.discussion")
    )

    @OptionGroup var common: CommonOptions
    @Argument(help: HelpText.of("ApprovalsOn.name")) var name: String?
    @OptionGroup var proof: ContactProofOptions

    func run() throws {
        let session = common.session()
        let name = try session.account(name)
        let change = try session.device.approvals.turnOn(
            of: name,
            proving: proof.by,
            proof: proof.proof,
            questions: session.contactQuestions(codeFile: proof.codeFile)
        )
        session.terminal.result(change.entry, text: session.terminal.words.text("approvals.on"))
        if change.isConfirmed { session.tellConfirmed(name) }
        session.backUp(afterChange: true)
    }
}

/// The command `sparekey account approvals off`.
struct ApprovalsOff: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "off",
        abstract: HelpText.of("ApprovalsOff.abstract")
    )

    @OptionGroup var common: CommonOptions
    @Argument(help: HelpText.of("ApprovalsOff.name")) var name: String?

    func run() throws {
        let session = common.session()
        let name = try session.account(name)
        let entry = try session.device.approvals.turnOff(of: name)
        session.terminal.result(entry, text: session.terminal.words.text("approvals.off"))
        session.backUp(afterChange: true)
    }
}
