import ArgumentParser
import DeviceCore
import Vault

/// The command `sparekey recover-entry`.
struct RecoverEntry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Give an account the verification that it needs on this device.",
        discussion: """
            A work or school account needs a new code of your administrator:
              sparekey recover-entry 'Acme Ltd:ada' --qr code.png
              sparekey recover-entry 'Acme Ltd:ada' 7Q2M-XK4D-9FHT-3VBA

            A code of another member or organisation is refused, and stays as good as it was.
            """
    )

    @OptionGroup var common: CommonOptions
    @Argument(help: "The account.") var name: String
    @OptionGroup var enrollment: EnrollmentOptions

    func run() async throws {
        let session = common.session()
        let account = try await session.app.workAccount(named: name)
        let invitation = try await enrollment.invitation(session, service: account.service)
        let offer = try await session.app.readEnrollment(invitation, for: account)
        try await enrollment.use(offer, session)
    }
}
