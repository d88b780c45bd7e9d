import ArgumentParser
import DeviceCore
import Entries

/// The command `sparekey recover-entry`.
struct RecoverEntry: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recover-entry",
        abstract: HelpText.of("RecoverEntry.abstract"),
        discussion: HelpText.of("RecoverEntry.discussion")
    )

    @OptionGroup var common: CommonOptions
    @Argument(help: HelpText.of("RecoverEntry.name")) var name: String
    @OptionGroup var enrollment: EnrollmentOptions
    @OptionGroup var personal: PersonalRecoveryOptions

    func run() throws {
        let session = common.session()
        let entry = try session.device.accounts.accountListing(named: name)
        switch Entry.Kind(rawValue: entry.kind) {
        case .personal: return try personal.recover(entry.id, session)
        case .work: break
        default: throw Failure(.nothingToRecover)
        }
        let account = try session.device.enrollment.workAccount(named: entry.id)
        let invitation = try enrollment.invitation(session, service: account.service)
        try enrollment.trust.trusting(invitation.service, session.device) {
            try enrollment.use(try session.device.enrollment.read(invitation, for: account), session)
        }
    }
}

/// What a personal account needs.
struct PersonalRecoveryOptions: ParsableArguments {
    @Option(help: ArgumentHelp(HelpText.of("PersonalRecoveryOptions.passwordFile"), valueName: "file"))
    var passwordFile: String?
    @OptionGroup var letter: LetterOptions
    @OptionGroup var proof: ContactProofOptions
    @Flag(help: HelpText.of("PersonalRecoveryOptions.asNew")) var asNew = false

    /// Signs in to recover.
    func recover(_ name: String, _ session: CommandSession) throws {
        let terminal = session.terminal
        let label = try session.device.accounts.personalListing(named: name).wholeLabel
        let change = try letter.device(session).approvals.recoverPersonalEntry(
            name,
            proving: proof.by,
            proof: proof.proof,
            asNew: asNew,
            password: {
                let password = try session.secrets.password(file: passwordFile, of: label)
                terminal.progress("progress.stretching")
                return password
            },
            questions: session.contactQuestions(codeFile: proof.codeFile)
        )
        session.tell(change, "recoverEntry.done")
        session.backUp(afterChange: true)
    }
}
