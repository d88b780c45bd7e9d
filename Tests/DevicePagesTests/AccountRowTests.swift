import DeviceCore
import Encodings
import Entries
import OneTimePassword
import Primitives
import TestSupport
import Testing
import Vault

/// The row of a personal account, as far as this device has come with it.
@Suite struct AccountRowTests {
    /// The first page of a phone that has a code of an account with sign-in requests, and no credential for it.
    private static func look(
        _ change: @escaping @Sendable (inout VaultContents, EntryID) -> Void,
        _ look: @escaping @Sendable (_ html: String) throws -> Void
    ) async throws {
        try await Phone.run { phone in
            try phone.device.vaultOrNew().update { contents in
                let account = PersonalAccount(service: "https://a.example", username: "ada", approves: true)
                let device = contents.deviceBound.device
                let id = contents.portable.add(.personal(account), issuer: "a", account: "ada", at: .now(), on: device)
                let secret = OneTimeSecret(
                    secret: SecretBytes(copying: [1, 2, 3]),
                    parameters: try OTPParameters(digits: 8)
                )
                contents.deviceBound.codes[id] = DeviceCode(serviceDevice: "cc", oneTime: secret)
                let key = SecretBytes(copying: [1, 2, 3])
                contents.deviceBound.sessions[id] = Session(id: "aa", accountID: "bb", requestKey: key)
                change(&contents, id)
            }
            try look(try await phone.send(.get, "/", cookie: phone.visit()).html)
        }
    }

    @Test func `a code that works is shown beside the button that sets up sign-in requests`() async throws {
        try await Self.look { _, _ in
        } _: { html in
            #expect(html.contains("Set up sign-in requests"))
            #expect(html.contains(/class="otp"[^>]*>[0-9]{4} [0-9]{4}<\/button>/))
            #expect(html.contains("1 account needs more verification"))
        }
    }

    @Test(arguments: [true, false])
    func `an account that has removed this device is told by its name, and counted as nothing else`(
        isSuspended: Bool
    ) async throws {
        try await Self.look { contents, id in
            if isSuspended {
                contents.deviceBound.suspended.insert(id)
            } else {
                contents.deviceBound.removedAtService.insert(id)
            }
        } _: { html in
            let banner = try #require(html.firstMatch(of: /<a class="banner danger asked" href="([^"]*)">.*<\/a>/))
            #expect(banner.output.0.contains("This device was removed from a:ada"))
            #expect(banner.output.1.hasSuffix(isSuspended ? "/take-back" : "/sign-in"))
            #expect(!html.contains("more verification"))
        }
    }
}
