import DeviceCore
import Encodings
import Entries
import TestSupport
import Testing
import Vault

@testable import DevicePages

/// The page that has a letter sent knows the account that the form before it was about.
@Suite struct LetterFormTests {
    @Test func `a refused form hands over the service and the user name that were typed`() async throws {
        let typed = LetterAccount.typed(service: "https://accounts.example.org", username: "ada & co")
        let failure = FailureModel(Failure(.tooManyAttempts), Catalogue.preferred(["en"]), of: typed)
        #expect(failure.takesLetter)
        #expect(failure.letterPage.hasPrefix("/letter?service="))
        try await Phone.run { phone in
            let html = try await phone.send(.get, failure.letterPage, cookie: phone.visit()).html
            #expect(html.contains("accounts.example.org\""))
            #expect(html.contains("value=\"ada &amp; co\""))
        }
    }

    @Test func `for an account of this device nothing of it stands in the address`() async throws {
        try await Phone.run { phone in
            let id = try phone.device.vaultOrNew().update { contents in
                let account = PersonalAccount(service: "https://accounts.example.org", username: "wren")
                return contents.portable.add(
                    .personal(account),
                    issuer: "accounts.example.org",
                    account: "wren",
                    at: .now(),
                    on: contents.deviceBound.device
                )
            }
            let address = LetterAccount.entry(id.rawValue).page
            #expect(!address.contains("wren"))
            let html = try await phone.send(.get, address, cookie: phone.visit()).html
            #expect(html.contains("value=\"wren\""))
        }
    }
}
