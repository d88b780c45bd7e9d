import ArgumentParser
import DeviceCore
import Vault

/// The command `sparekey recover-entry`.
struct RecoverEntry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Give an account the verification that it needs on this device.",
        discussion: """
            A personal account needs its password and, where it answers sign-in requests, a code that is sent to one \
            of its contacts:
              sparekey recover-entry ada

            A work or school account needs a new code of your administrator:
              sparekey recover-entry 'Acme Ltd:ada' --qr code.png
              sparekey recover-entry 'Acme Ltd:ada' 7Q2M-XK4D-9FHT-3VBA

            A code of another member or organisation is refused, and stays as good as it was. Your other devices stay \
            valid.
            """
    )

    @OptionGroup var common: CommonOptions
    @Argument(help: "The account.") var name: String
    @OptionGroup var enrollment: EnrollmentOptions
    @OptionGroup var personal: PersonalRecoveryOptions

    func run() async throws {
        let session = common.session()
        let entry = try await session.app.entry(named: name)
        switch Entry.Kind(rawValue: entry.kind) {
        case .personal: return try await personal.recover(name, session)
        case .work: break
        default: throw Failure(.nothingToRecover)
        }
        let account = try await session.app.workAccount(named: name)
        let invitation = try await enrollment.invitation(session, service: account.service)
        try await enrollment.trust.trusting(invitation.service, session.app) {
            try await enrollment.use(try await session.app.readEnrollment(invitation, for: account), session)
        }
    }
}

/// What a personal account needs.
struct PersonalRecoveryOptions: ParsableArguments {
    @Option(help: ArgumentHelp("A file that holds the password.", valueName: "file")) var passwordFile: String?
    @OptionGroup var letter: LetterOptions
    @OptionGroup var proof: ContactProofOptions
    @Flag(help: "Sign in as a new device, where you have removed this one yourself.") var asNew = false

    /// Signs in to recover.
    func recover(_ name: String, _ session: CommandSession) async throws {
        let terminal = session.terminal
        let change = try await letter.app(session).recoverPersonalEntry(
            name,
            proving: proof.by,
            proof: proof.proof,
            asNew: asNew,
            password: {
                let password = try session.secrets.password(file: passwordFile)
                terminal.progress("progress.stretching")
                return password
            },
            questions: session.contactQuestions(codeFile: proof.codeFile)
        )
        await session.tell(change, "recoverEntry.done")
        await session.backUp(afterChange: true)
    }
}
