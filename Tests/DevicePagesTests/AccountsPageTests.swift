import DeviceCore
import Encodings
import Foundation
import HTTPExchange
import Primitives
import TestSupport
import Testing
import Vault

/// What the pages of accounts say and hide.
@Suite struct AccountsPageTests {
    private static let account = "otpauth://totp/Shop:ada?secret=JBSWY3DPEHPK3PXP&issuer=Shop"
    private static let card = "<a class=\"banner nudge asked\" href=\"/backup\">"
    private static let merging = "href=\"/backup/merge\""

    /// The codes that a page shows without being asked.
    private static func codes(_ html: String) -> [String] {
        html.matches(of: /class="otp"[^>]*>([0-9\s]{6,})<\/button>/).map { String($0.1) }
    }

    /// What a page shows in the place of the code after this one.
    private static func following(_ html: String) -> String {
        html.firstMatch(of: /data-following>([^<]*)</).map { String($0.1) } ?? ""
    }

    private static func hideCodes(_ isOn: Bool, _ phone: Phone, _ cookie: String) async throws {
        let form = ["language": "auto"].merging(isOn ? ["hidesCodes": "on"] : [:]) { $1 }
        #expect(try await phone.send(.post, "/settings", form: form, cookie: cookie).status.code == 303)
    }

    @Test func `accounts that are in no backup say so, until one is on`() async throws {
        try await Phone.run { phone in
            let cookie = try await phone.visit()
            #expect(try await !phone.send(.get, "/", cookie: cookie).html.contains("banner nudge"))
            try await phone.add(Self.account)
            let html = try await phone.send(.get, "/", cookie: cookie).html
            #expect(html.contains(Self.card) && html.contains(Self.merging))
            let titles = Catalogue.languages.map { Catalogue.preferred([$0]).text("page.nudge.title") }
            #expect(titles.contains { html.contains($0) })
            let vault = try UnlockedVault.open(in: phone.device.store, with: .keyFile)
            try vault.update { contents in
                contents.deviceBound.backup = BackupBinding(
                    location: "folder:/media/ada/stick",
                    storagePassword: nil,
                    recoveryEntry: .random(),
                    accountID: "00000000000000000000000000000000",
                    backupID: BackupID(unchecked: String(repeating: "1", count: 32)),
                    epoch: 1,
                    key: SecretBytes.random(count: 32)
                )
            }
            let saved = try await phone.send(.get, "/", cookie: cookie).html
            #expect(!saved.contains("banner nudge") && !saved.contains(Self.merging))
        }
    }

    @Test func `where codes are hidden, neither the list nor an account's own page shows one unasked`() async throws {
        try await Phone.run { phone in
            try await phone.add(Self.account)
            let cookie = try await phone.visit()
            let id = try #require(try phone.device.entries.list().first).id
            for path in ["/", "/accounts/\(id)"] {
                let shown = try await phone.send(.get, path, cookie: cookie).html
                let code = try #require(Self.codes(shown).first)
                #expect(!shown.contains("data-hidden"))

                try await Self.hideCodes(true, phone, cookie)
                let hidden = try await phone.send(.get, path, cookie: cookie).html
                #expect(Self.codes(hidden).isEmpty && !hidden.contains(code))
                #expect(hidden.contains("data-hidden"))
                #expect(!Self.following(hidden).contains { $0.isNumber })

                try await Self.hideCodes(false, phone, cookie)
                #expect(Self.codes(try await phone.send(.get, path, cookie: cookie).html) == [code])
            }
            let account = try await phone.send(.get, "/accounts/\(id)", cookie: cookie).html
            #expect(Self.following(account).contains { $0.isNumber })
        }
    }

    @Test func `an account moves by any number of places without leaving its page`() async throws {
        try await Phone.run { phone in
            for name in ["One", "Two"] { try await phone.add(Self.address(name)) }
            let cookie = try await phone.visit()
            let id = try #require(try phone.device.entries.list().first).id
            let path = "/accounts/\(id)"
            // Of two, one press reaches the other place.
            let field = "id=\"position\" name=\"position\""
            #expect(try await !phone.send(.get, path, cookie: cookie).html.contains(field))
            for name in ["Three", "Four"] { try await phone.add(Self.address(name)) }
            let html = try await phone.send(.get, path, cookie: cookie).html
            #expect(html.contains("\(field) value=\"1\" min=\"1\" max=\"4\""))
            let moved = try await phone.send(.post, "\(path)/move", form: ["position": "4"], cookie: cookie)
            #expect(moved.headers.first(name: "Location") == "\(path)#place")
            #expect(try phone.device.entries.list().map(\.issuer) == ["Two", "Three", "Four", "One"])
            #expect(try await phone.send(.get, path, cookie: cookie).html.contains("<li id=\"place\">"))
        }
    }

    private static func address(_ name: String) -> String {
        "otpauth://totp/\(name):ada?secret=JBSWY3DPEHPK3PXP&issuer=\(name)"
    }
}
