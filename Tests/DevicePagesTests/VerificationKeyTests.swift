import DeviceCore
import Encodings
import Entries
import OneTimePassword
import Primitives
import TestSupport
import Testing
import Vault

@testable import DevicePages

/// What the button of an account asks for is what this device lacks, and no more.
@Suite struct VerificationKeyTests {
    /// How far this device is with a personal account whose devices approve sign-ins.
    enum Standing { case neverSignedIn, signedIn, signedOut, removed }

    private static func listing(_ standing: Standing) throws -> EntryListing {
        var contents = VaultContents(deviceName: "phone")
        let account = PersonalAccount(service: "https://accounts.example.org", username: "ada", approves: true)
        let device = contents.deviceBound.device
        let id = contents.portable.add(.personal(account), issuer: "a", account: "ada", at: .now(), on: device)
        if standing != .neverSignedIn {
            let parameters = try OTPParameters(digits: 8)
            let secret = OneTimeSecret(secret: SecretBytes(copying: [1, 2, 3]), parameters: parameters)
            contents.deviceBound.codes[id] = DeviceCode(serviceDevice: "cc", oneTime: secret)
        }
        if standing == .signedIn {
            let key = SecretBytes(copying: [1, 2, 3])
            contents.deviceBound.sessions[id] = Session(id: "aa", accountID: "bb", requestKey: key)
        }
        if standing == .removed { contents.deviceBound.removedAtService.insert(id) }
        return try #require(contents.listing.first)
    }

    @Test(arguments: [
        (Standing.neverSignedIn, "Sign in to recover"), (.signedIn, "Set up sign-in requests"),
        (.signedOut, "Sign in again"), (.removed, "Sign in again"),
    ])
    func `only a device that was never signed in is asked to sign in to recover`(
        standing: Standing,
        label: String
    ) throws {
        let words = Catalogue.preferred(["en"]).forPages
        let listing = try Self.listing(standing)
        #expect(words.text(listing.verificationKey) == label)
        #expect(AccountRow(listing, nil, isHidden: false, words: words).action?.label == label)
    }
}
