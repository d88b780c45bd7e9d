import DeviceCore
import Encodings
import Entries
import OneTimePassword
import Primitives
import TestSupport
import Testing
import Vault

@testable import DevicePages

/// A device that its account has removed is offered nothing that the account would refuse.
@Suite struct RemovedDeviceTests {
    /// Runs a story on a phone whose backup was opened once, and whose recovery account has put it out since.
    private static func removed(
        isSuspended: Bool,
        _ story: @escaping @Sendable (_ phone: Phone, _ cookie: String) async throws -> Void
    ) async throws {
        try await Phone.run { phone in
            try phone.device.vaultOrNew().update { contents in
                let account = PersonalAccount(service: "https://a.example", username: "ada")
                let device = contents.deviceBound.device
                let id = contents.portable.add(.personal(account), issuer: "a", account: "ada", at: .now(), on: device)
                let parameters = try OTPParameters(digits: 8)
                let secret = OneTimeSecret(secret: SecretBytes(copying: [1, 2, 3]), parameters: parameters)
                contents.deviceBound.codes[id] = DeviceCode(serviceDevice: "cc", oneTime: secret)
                if isSuspended {
                    let removal = KnownRemoval(kind: "device", at: phone.clock.now, by: "Blue <b>phone")
                    contents.deviceBound.noteSuspension(from: id, removal)
                }
                var backup = BackupBinding(
                    location: "folder:/media/ada/stick",
                    storagePassword: nil,
                    recoveryEntry: id,
                    accountID: "00000000000000000000000000000000",
                    backupID: BackupID(unchecked: String(repeating: "1", count: 32)),
                    epoch: 1,
                    key: SecretBytes.random(count: 32)
                )
                backup.lastVerified = phone.clock.now
                backup.backedUpRevision = contents.portable.revision
                contents.deviceBound.backup = backup
            }
            try await story(phone, phone.visit())
        }
    }

    @Test(arguments: [(true, "Stopped: this device was removed"), (false, "Stopped: this device is signed out")])
    func `its backup has stopped, and neither a tick nor a button says otherwise`(
        isSuspended: Bool,
        text: String
    ) async throws {
        try await Self.removed(isSuspended: isSuspended) { phone, cookie in
            let html = try await phone.send(.get, "/backup", cookie: cookie).html
            #expect(html.contains(text) && !html.contains("Changes are backed up automatically"))
            let who = "<p>This was done by the device “Blue &lt;b&gt;phone” on "
            #expect(html.contains(who) == isSuspended)
            #expect(!html.contains("banner status done") && !html.contains("role=\"switch\""))
            for action in ["/backup/now", "/backup/verify", "/backup/on", "/backup/delete"] {
                #expect(!html.contains("action=\"\(action)\""), "\(action)")
            }
            for place in ["/recovery-code", "/backup/new-key"] {
                #expect(!html.contains("href=\"\(place)\""), "\(place)")
            }
            let devices = try await phone.send(.get, "/devices", cookie: cookie).html
            #expect(!devices.contains("href=\"/backup/new-key\""))
        }
    }

    @Test func `the settings say that the backup has a problem and that no sign-in is approved here`() async throws {
        try await Self.removed(isSuspended: true) { phone, cookie in
            let html = try await phone.send(.get, "/settings", cookie: cookie).html
            #expect(html.contains("Automatic backup has a problem"))
            #expect(html.contains("Sign-ins are not approved here"))
        }
    }

    @Test func `a sign-in that fails for it leads to taking the account back`() async throws {
        try await Self.removed(isSuspended: true) { phone, _ in
            let listing = try #require(try phone.device.entries.list().first)
            let words = Catalogue.preferred(["en"]).forPages
            var model = SignInModel(listing)
            model.failure = FailureModel(Failure(.deviceSuspended), words)
            let html = PageTemplate.signInFailed.render(model, words: words)
            #expect(html.contains("href=\"/accounts/\(listing.id)/take-back\""))
            model.isSuspended = false
            #expect(!PageTemplate.signInFailed.render(model, words: words).contains("/take-back"))
        }
    }
}
