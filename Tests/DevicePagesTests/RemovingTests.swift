import DeviceCore
import Encodings
import Entries
import TestSupport
import Testing
import Vault

/// What removing an account means depends on who holds it, and is said before it is done.
@Suite struct RemovingTests {
    private static let service = "https://accounts.example.org"
    private static let accounts: [(Entry.Content, String)] = [
        (.personal(PersonalAccount(service: service, username: "ada")), "Ada"),
        (.work(WorkAccount(service: service, organization: "acme", member: "ada")), "Acme"),
    ]

    @Test func `an account of a service is said to stay there, and no site's advice is given`() async throws {
        try await Phone.run { phone in
            try await phone.add("otpauth://totp/Shop:ada?secret=JBSWY3DPEHPK3PXP&issuer=Shop")
            try phone.device.vaultOrNew().update { contents in
                let device = contents.deviceBound.device
                for (content, issuer) in Self.accounts {
                    _ = contents.portable.add(content, issuer: issuer, account: "ada", at: .now(), on: device)
                }
            }
            let cookie = try await phone.visit()
            let texts = [
                "Shop": "Turn off two-step verification at the site first", "Ada": "It stays at the service",
                "Acme": "It stays at your organisation",
            ]
            for entry in try phone.device.entries.list() {
                let html = try await phone.send(.get, "/accounts/\(entry.id)", cookie: cookie).html
                for (issuer, text) in texts {
                    #expect(html.contains(text) == (entry.issuer == issuer), "\(entry.issuer): \(text)")
                }
            }
        }
    }
}
