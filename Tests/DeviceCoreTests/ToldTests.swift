import DeviceCore
import Foundation
import OPAQUE
import OneTimePassword
import Primitives
import Sealed
import TestSupport
import Testing
import Vault

/// How an error is told on a device that holds nothing yet, and on one that does.
@Suite struct ToldTests {
    /// What the device holds.
    enum Holding: CaseIterable {
        case noVault, nothing, anAccount, aLockedVault
    }

    private static let codes = "codes"
    private let folder = try! TemporaryFolder()

    private func device(_ holding: Holding) async throws -> Device {
        let device = Device.alone(in: folder)
        guard holding != .noVault else { return device }
        _ = try device.vaultOrNew()
        guard holding != .nothing else { return device }
        let uri = try OTPAuthURI(parsing: "otpauth://totp/Shop:ada?secret=JBSWY3DPEHPK3PXP")
        _ = try device.entries.add(uri, keepingBoth: false)
        guard holding == .aLockedVault else { return device }
        try device.setPassphrase(SecretBytes(utf8: "open sesame, please"))
        return device
    }

    @Test(arguments: Holding.allCases, [FailureCode.serviceUnreachable, .serviceInternal])
    func `a device without accounts is not told that codes don't need the service`(
        holding: Holding,
        code: FailureCode
    ) async throws {
        let device = try await device(holding)
        let told = Failure(explaining: device.told(Failure(code, ["place": "https://a.example"])))
        #expect(told.code == code)
        #expect(told.values["place"] == "https://a.example")
        let holdsNothing = holding == .noVault || holding == .nothing
        #expect((told == Failure(code, ["place": "https://a.example"]).in(.nothingHere)) == holdsNothing)
        for language in ["en", "fr"] {
            let words = Catalogue.preferred([language]).words(for: told)
            #expect((words.message + words.remedy).lowercased().contains(Self.codes) != holdsNothing, "\(words)")
        }
    }

    @Test(arguments: [
        Failure(.storageUnreachable, ["place": "folder:/x"]), Failure(.wrongPassword, ["left": "3"]),
        Failure(.serviceUnreachable).in(.recovering), Failure(.serviceUntrusted).in(.certificateExpired),
    ])
    func `what mentions no codes, or has its own words, stays as it is`(failure: Failure) async throws {
        #expect(Failure(explaining: try await device(.noVault).told(failure)) == failure)
    }
}
