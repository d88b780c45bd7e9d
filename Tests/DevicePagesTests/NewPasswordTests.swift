import DeviceCore
import Encodings
import Entries
import HTTPExchange
import OneTimePassword
import Primitives
import TestSupport
import Testing
import Vault

@testable import DevicePages

/// After a recovery with the code on paper the account has no new password yet.
@Suite struct NewPasswordTests {
    @Test(arguments: [true, false])
    func `the first page leads to the new password until it is set`(isMissing: Bool) async throws {
        try await Phone.run { phone in
            try await Self.signIn(phone, to: "https://accounts.example.org", needingPassword: isMissing)
            let html = try await phone.send(.get, "/", cookie: phone.visit()).html
            #expect(html.contains("/recovery-code/finish") == isMissing)
            #expect(html.contains("A new password is still to be set") == isMissing)
        }
    }

    @Test(arguments: ["/recovery-code", "/recovery-code/finish"])
    func `no new code is shown where the service does not answer`(path: String) async throws {
        try await Phone.run { phone in
            // Nothing listens there.
            try await Self.signIn(phone, to: "http://127.0.0.1:9", needingPassword: true)
            let answer = try await phone.send(.get, path, cookie: phone.visit())
            #expect(answer.status == .conflict && answer.html.contains("service.unreachable"))
            #expect(!answer.html.contains("code-text") && !answer.html.contains("name=\"typed\""))
        }
    }

    /// Signs the phone in to an account of a service, which it never asks.
    private static func signIn(_ phone: Phone, to service: String, needingPassword: Bool) async throws {
        try phone.device.vaultOrNew().update { contents in
            let id = contents.portable.add(
                .personal(PersonalAccount(service: service, username: "ada")),
                issuer: "accounts.example.org",
                account: "ada",
                at: .now(),
                on: contents.deviceBound.device
            )
            var session = Session(id: "aa", accountID: "bb", requestKey: SecretBytes(copying: [1, 2, 3]))
            session.needsNewPassword = needingPassword
            contents.deviceBound.sessions[id] = session
        }
    }

    @Test(arguments: Catalogue.languages, [true, false])
    func `the page at the end says what is new: the code, or the password as well`(language: String, finishes: Bool) {
        let words = Catalogue.preferred([language]).forPages
        var model = RecoveryCodeDoneModel(RemovedDevices(with: .both, []), finishes: finishes, words)
        let html = PageTemplate.recoveryCodeDone.render(model, words: words)
        #expect(html.contains(words.text("page.recoveryCode.done.password")) == finishes)
        #expect(html.contains(words.text("page.recoveryCode.done")) == !finishes)
        let confirmed = words.text("page.recoveryCode.doneText.confirmed")
        #expect(!html.contains(confirmed))
        model.isConfirmed = true
        #expect(PageTemplate.recoveryCodeDone.render(model, words: words).contains(confirmed))
    }

    @Test(arguments: ["password", "sign-in"])
    func `nobody who has forgotten the password is asked for it`(place: String) async throws {
        try await Phone.run { phone in
            let id = try phone.device.vaultOrNew().update { contents in
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
            #expect(answer.headers.first(name: "Location") == "/recovery-code/finish")
            // A device whose password was typed needs the sign-in requests alone.
            try phone.device.vaultOrNew().update { $0.deviceBound.sessions[id]?.needsNewPassword = false }
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
