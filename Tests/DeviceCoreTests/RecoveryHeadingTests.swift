import Encodings
import Entries
import OneTimePassword
import Primitives
import Sealed
import TestSupport
import Testing
import Vault

@testable import DeviceCore

/// The heading of a recovery's report: it sounds finished only where nothing is left to do.
@Suite struct RecoveryHeadingTests {
    private static let service = "https://accounts.example.org"

    /// A report of a site's account and a personal one, which this device is signed in to.
    private static func report(
        approves: Bool = false,
        isSignedIn: Bool = true,
        isHeld: Bool = false,
        needsNewPassword: Bool = false
    ) throws -> RestoreReport {
        var contents = VaultContents(deviceName: "new phone")
        let device = contents.deviceBound.device
        let secret = OneTimeSecret(secret: SecretBytes(copying: [1, 2, 3]), parameters: try OTPParameters(digits: 6))
        _ = contents.portable.add(.thirdParty(secret), issuer: "Shop", account: "ada", at: .now(), on: device)
        let account = PersonalAccount(service: service, username: "ada", approves: approves)
        let id = contents.portable.add(
            .personal(account),
            issuer: "accounts.example.org",
            account: "ada",
            at: .now(),
            on: device
        )
        if isSignedIn {
            contents.deviceBound.codes[id] = DeviceCode(serviceDevice: "cc", oneTime: secret)
            contents.deviceBound.sessions[id] = Session(
                id: "aa",
                accountID: "bb",
                requestKey: SecretBytes(copying: [1, 2, 3])
            )
        }
        if isHeld { contents.deviceBound.codesCountFrom[id] = .now() }
        return RestoreReport(
            expected: contents.portable,
            generation: 1,
            made: .now(),
            vault: contents,
            clockOffset: 0,
            needsNewPassword: needsNewPassword
        )
    }

    @Test func `where nothing is left to do, the heading counts what came back`() throws {
        let report = try Self.report()
        #expect(report.isFinished)
        #expect(Catalogue.preferred(["en"]).heading(of: report) == ["2 of 2 accounts recovered"])
        #expect(Catalogue.preferred(["fr"]).heading(of: report) == ["2 comptes récupérés sur 2"])
    }

    @Test(arguments: [
        (Left.verification, "1 account needs more verification", "1 compte demande une vérification supplémentaire"),
        (.approvals, "1 account needs more verification", "1 compte demande une vérification supplémentaire"),
        (.newPassword, "set a new password", "choisissez un nouveau mot de passe"),
        (.codes, "the codes of 1 account are not accepted yet", "les codes de 1 compte ne sont pas encore acceptés"),
    ])
    func `what is left to do stands in the heading, and the count below it`(
        left: Left,
        english: String,
        french: String
    ) throws {
        let report = try Self.report(
            approves: left == .approvals,
            isSignedIn: left != .verification,
            isHeld: left == .codes,
            needsNewPassword: left == .newPassword
        )
        #expect(!report.isFinished)
        #expect(
            Catalogue.preferred(["en"]).heading(of: report)
                == ["The recovery is not finished: \(english)", "2 of 2 accounts are on this device"]
        )
        #expect(
            Catalogue.preferred(["fr"]).heading(of: report)
                == ["La récupération n’est pas terminée\u{A0}: \(french)", "2 comptes sur 2 sont sur cet appareil"]
        )
    }

    /// What is left to do after a recovery.
    enum Left { case verification, approvals, newPassword, codes }
}
