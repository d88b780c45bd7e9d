import ArgumentParser
import DeviceCore
import Foundation

/// Which enrollment code, and from where.
struct EnrollmentOptions: ParsableArguments {
    @Argument(help: "The code, or the link behind the QR code; - reads it from standard input.") var code: String?
    @Option(help: ArgumentHelp("A picture of the QR code; - reads it from standard input.", valueName: "file"))
    var qr: String?
    @Option(help: ArgumentHelp("The account service, where only the code was typed.", valueName: "url"))
    var service: String?
    @Flag(help: "Agree beforehand to whose code it is.") var yes = false
    @OptionGroup var trust: ServiceTrustOption

    func validate() throws {
        guard code == nil || qr == nil else { throw ValidationError("Give the code or --qr, not both.") }
    }

    /// The code and its service; one that is not given is asked for.
    func invitation(_ session: CommandSession, service known: String? = nil) async throws -> EnrollmentInvitation {
        if let qr {
            return try EnrollmentInvitation(scanned: try await session.texts(inPicture: qr), service: service)
        }
        return try EnrollmentInvitation(typed: try typed(session), service: service ?? known)
    }

    private func typed(_ session: CommandSession) throws -> String {
        switch code {
        case "-":
            return String(decoding: try FileHandle.standardInput.read(upToCount: 4096) ?? Data(), as: UTF8.self)
        case let code?:
            return code
        case nil:
            guard let typed = Prompt(words: session.terminal.words).line("prompt.enrollmentCode") else {
                throw Failure(.malformedEnrollment)
            }
            return typed
        }
    }

    /// Shows whose code it is, and uses it where the user agrees.
    func use(_ offer: EnrollmentOffer, _ session: CommandSession) async throws {
        let terminal = session.terminal
        let values = [
            "organization": offer.organizationName, "member": offer.member, "place": offer.invitation.service.text,
        ]
        if yes, !terminal.json { terminal.say("enroll.offer", values) }
        guard try session.confirm("enroll.ask", values, yes: yes) else { return }
        let change = try await session.app.enroll(offer)
        terminal.result(change.entry, text: terminal.words.text("enroll.done"))
        session.tellClock(change.clockOffset)
        await session.backUp(afterChange: true)
    }
}

/// The command `sparekey enroll`.
struct Enroll: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Add a work or school account with the code of your administrator.",
        discussion: """
            sparekey enroll --qr code.png
            sparekey enroll 'sparekey://enroll?service=…&code=…'
            sparekey enroll 7Q2M-XK4D-9FHT-3VBA --service https://accounts.example.org

            The code is good once. It is told whose code it is before it is used. An account that is here already is \
            made ready again.
            """
    )

    @OptionGroup var common: CommonOptions
    @OptionGroup var enrollment: EnrollmentOptions

    func run() async throws {
        let session = common.session()
        let invitation = try await enrollment.invitation(session)
        try await enrollment.trust.trusting(invitation.service, session.app) {
            try await enrollment.use(try await session.app.readEnrollment(invitation), session)
        }
    }
}
