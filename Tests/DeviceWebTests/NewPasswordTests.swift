import DeviceCore
import Encodings
import Entries
import HTTPTypes
import HummingbirdTesting
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

    @Test(arguments: Catalogue.languages, [true, false])
    func `the page at the end says what is new: the code, or the password as well`(language: String, finishes: Bool) {
        let words = Catalogue.preferred([language]).forPages
        var model = RecoveryCodeDoneModel([], finishes: finishes, words)
        let html = PageTemplate.recoveryCodeDone.render(model, words: words)
        #expect(html.contains(words.text("page.recoveryCode.done.password")) == finishes)
        #expect(html.contains(words.text("page.recoveryCode.done")) == !finishes)
        let confirmed = words.text("page.recoveryCode.doneText.confirmed")
        #expect(!html.contains(confirmed))
        model.isConfirmed = true
        #expect(PageTemplate.recoveryCodeDone.render(model, words: words).contains(confirmed))
    }
}
