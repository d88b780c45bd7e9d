import DeviceCore
import Encodings
import Entries
import HTTPTypes
import HummingbirdTesting
import OneTimePassword
import Primitives
import TestSupport
import Testing
import Vault

@testable import DeviceWeb

/// After a recovery with the code on paper the account has no new password yet.
@Suite struct NewPasswordTests {
    @Test(arguments: [true, false])
    func `the first page leads to the new password until it is set`(isMissing: Bool) async throws {
        try await Phone.run { phone in
            try await phone.app.vaultOrNew().update { contents in
                let account = PersonalAccount(service: "https://accounts.example.org", username: "ada")
                let device = contents.deviceBound.device
                let id = contents.portable.add(
                    .personal(account),
                    issuer: "accounts.example.org",
                    account: "ada",
                    at: .now(),
                    on: device
                )
                var session = Session(id: "aa", accountID: "bb", requestKey: SecretBytes(copying: [1, 2, 3]))
                session.needsNewPassword = isMissing
                contents.deviceBound.sessions[id] = session
            }
            let html = try await phone.send(.get, "/", cookie: phone.visit()).html
            #expect(html.contains("/recovery-code/finish") == isMissing)
            #expect(html.contains("Set a new password") == isMissing)
        }
    }

    @Test(arguments: ["password", "sign-in"])
    func `nobody who has forgotten the password is asked for it`(place: String) async throws {
        try await Phone.run { phone in
            let id = try await phone.app.vaultOrNew().update { contents in
                let account = PersonalAccount(
                    service: "https://accounts.example.org",
                    username: "ada",
                    approves: true
                )
                let id = contents.portable.add(
                    .personal(account),
                    issuer: "accounts.example.org",
                    account: "ada",
                    at: .now(),
                    on: contents.deviceBound.device
                )
                let secret = OneTimeSecret(
                    secret: SecretBytes(copying: [1, 2, 3]),
                    parameters: try OTPParameters(digits: 8)
                )
                contents.deviceBound.codes[id] = DeviceCode(serviceDevice: "cc", oneTime: secret)
                var session = Session(id: "aa", accountID: "bb", requestKey: SecretBytes(copying: [1, 2, 3]))
                session.needsNewPassword = true
                contents.deviceBound.sessions[id] = session
                return id
            }
            let cookie = try await phone.visit()
            let answer = try await phone.send(.get, "/accounts/\(id.rawValue)/\(place)", cookie: cookie)
            #expect(answer.status == .seeOther)
            #expect(answer.headers[.location] == "/recovery-code/finish")
            // A device whose password was typed needs the sign-in requests alone.
            try await phone.app.vaultOrNew().update { $0.deviceBound.sessions[id]?.needsNewPassword = false }
            let page = try await phone.send(.get, "/accounts/\(id.rawValue)/\(place)", cookie: cookie)
            #expect(page.status == .ok)
            #expect(page.html.contains("name=\"password\"") == (place == "password"))
        }
    }

    @Test func `the page of a new password is called so, and its button says what it does`() {
        let words = Catalogue.preferred(["en"])
        let html = PageTemplate.recoveryCode.render(
            RecoveryCodeModel(code: "ABCD", finishes: true),
            words: words
        )
        #expect(html.contains("<h1>New password and recovery code</h1>"))
        #expect(!html.contains(words.text("page.recoveryCode.keep")))
        let alone = PageTemplate.recoveryCode.render(RecoveryCodeModel(code: "ABCD"), words: words)
        #expect(alone.contains("<h1>Recovery code</h1>"))
        #expect(alone.contains(words.text("page.recoveryCode.keep")))
    }
}
