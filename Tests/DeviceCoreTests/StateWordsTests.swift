import Encodings
import Entries
import OneTimePassword
import Primitives
import TestSupport
import Testing
import Vault

@testable import DeviceCore

/// What is said of an account's state is what this device knows, and nothing that only the account's service does.
@Suite struct StateWordsTests {
    private static let secret = SecretBytes(copying: [1, 2, 3])

    /// A device with an account of a site and a personal one, to which it is signed in unless it is `signedOut`, and which
    /// keeps the key of its backup.
    private static func contents(signedOut: Bool = false) throws -> (VaultContents, personal: EntryID) {
        var contents = VaultContents(deviceName: "phone")
        let device = contents.deviceBound.device
        let site = OneTimeSecret(secret: secret, parameters: .standard)
        _ = contents.portable.add(.thirdParty(site), issuer: "Shop", account: "ada", at: .now(), on: device)
        let account = PersonalAccount(service: "https://accounts.example.org", username: "ada")
        let id = contents.portable.add(.personal(account), issuer: "a", account: "ada", at: .now(), on: device)
        let own = OneTimeSecret(secret: secret, parameters: try OTPParameters(digits: 8))
        contents.deviceBound.codes[id] = DeviceCode(serviceDevice: "cc", oneTime: own)
        if !signedOut {
            contents.deviceBound.sessions[id] = Session(id: "aa", accountID: "bb", requestKey: secret)
        }
        contents.deviceBound.backup = BackupBinding(
            location: "folder:/media/ada/stick",
            storagePassword: nil,
            recoveryEntry: id,
            accountID: "00000000000000000000000000000000",
            backupID: .random(),
            epoch: 1,
            key: SecretBytes.random(count: 32)
        )
        return (contents, id)
    }

    @Test(arguments: [("en", ["ready", "set up here"]), ("fr", ["prêt", "configuré ici"])])
    func `only an account that no service decides on is called ready`(language: String, states: [String]) throws {
        let words = Catalogue.preferred([language])
        #expect(try Self.contents().0.listing.map(words.state(of:)) == states)
    }

    @Test(arguments: Catalogue.languages)
    func `the status of a backup begins with what the account has said of this device`(language: String) throws {
        let words = Catalogue.preferred([language])
        let (working, personal) = try Self.contents()
        #expect(BackupStatus(working).trouble == nil && words.trouble(of: BackupStatus(working)) == nil)
        var removed = working
        removed.deviceBound.removedAtService.insert(personal)
        var suspended = working
        suspended.deviceBound.suspended.insert(personal)
        let (signedOut, _) = try Self.contents(signedOut: true)
        let expected: [(VaultContents, FailureCode)] = [
            (removed, .noSuchDevice), (suspended, .deviceSuspended), (signedOut, .sessionEnded),
        ]
        for (contents, code) in expected {
            let status = BackupStatus(contents)
            #expect(status.trouble?.code == code)
            let told = try #require(words.trouble(of: status))
            #expect(told.contains("folder:/media/ada/stick") && !told.contains("{"), "\(told)")
        }
        removed.deviceBound.backup?.isPaused = true
        #expect(BackupStatus(removed).trouble == nil, "a pause is no trouble")
    }
}
