import ArgumentParser
import DeviceCore

/// Which enrollment code, and from where.
struct EnrollmentOptions: ParsableArguments {
    @Argument(help: HelpText.of("EnrollmentOptions.code")) var code: String?
    @Option(help: ArgumentHelp(HelpText.of("EnrollmentOptions.qr"), valueName: "file"))
    var qr: String?
    @Option(help: ArgumentHelp(HelpText.of("EnrollmentOptions.service"), valueName: "url"))
    var service: String?
    @Flag(help: HelpText.of("EnrollmentOptions.yes")) var yes = false
    @OptionGroup var trust: ServiceTrustOption

    func validate() throws {
        guard code == nil || qr == nil else { throw ValidationError(HelpText.of("EnrollmentOptions.refusal")) }
    }

    /// The code and its service; what is not given is asked for.
    func invitation(_ session: CommandSession, service known: String? = nil) throws -> EnrollmentInvitation {
        if let qr {
            return try EnrollmentInvitation(scanned: try session.texts(inPicture: qr), service: service)
        }
        let text = try typed(session)
        let given = service ?? known
        let asks = given == nil && Prompt.isAvailable && EnrollmentInvitation.needsService(typed: text)
        return try EnrollmentInvitation(typed: text, service: asks ? session.service(nil).text : given)
    }

    private func typed(_ session: CommandSession) throws -> String {
        if let code { return try CommandSession.argument(code) }
        guard let typed = try session.secrets.prompt.line("prompt.enrollmentCode") else {
            throw Failure(.noTerminal, ["how": "sparekey enroll CODE"])
        }
        return typed
    }

    /// Shows whose code it is, and uses it where the user agrees.
    func use(_ offer: EnrollmentOffer, _ session: CommandSession) throws {
        let terminal = session.terminal
        let values = [
            "organization": offer.organizationName, "member": offer.member, "place": offer.invitation.service.text,
        ]
        if yes, !terminal.json { terminal.announce("enroll.offer", values) }
        guard try session.confirm("enroll.ask", values, yes: yes) else { return }
        let change = try session.device.enrollment.enroll(offer)
        terminal.result(change.entry, text: terminal.words.text("enroll.done"))
        session.tellClock(change.clockOffset)
        session.backUp(afterChange: true)
    }
}

/// The command `sparekey enroll`.
struct Enroll: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enroll",
        abstract: HelpText.of("Enroll.abstract"),
        discussion: HelpText.of("Enroll.discussion")
    )

    @OptionGroup var common: CommonOptions
    @OptionGroup var enrollment: EnrollmentOptions

    func run() throws {
        let session = common.session()
        try session.device.openVault()
        let invitation = try enrollment.invitation(session)
        try enrollment.trust.trusting(invitation.service, session.device) {
            try enrollment.use(try session.device.enrollment.read(invitation), session)
        }
    }
}
