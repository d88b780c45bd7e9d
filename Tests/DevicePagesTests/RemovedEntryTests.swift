import DeviceCore
import DevicePages
import Primitives
import TestSupport
import Testing
import Vault

/// An account that was removed can be put back for two minutes, where the page is still the one that removed it.
@Suite struct RemovedEntryTests {
    private static let accounts = ["Shop", "Bank", "Post"].map {
        "otpauth://hotp/\($0):ada?secret=JBSWY3DPEHPK3PXP&issuer=\($0)&counter=7"
    }

    @Test(arguments: [0, 1, 2])
    func `a removed account comes back into its place, once, with its counter`(place: Int) async throws {
        try await Self.phone(holding: Self.accounts) { phone, cookie in
            let before = try phone.device.entries.list()
            let code = try phone.device.codes.code(of: before[place].id, next: false, at: nil).code
            let html = try await Self.remove(before[place].id, phone, cookie)
            #expect(html.contains(before[place].label) && html.contains("/accounts/put-back"))
            for _ in 0..<2 { try await Self.post("/accounts/put-back", phone, cookie) }
            let after = try phone.device.entries.list()
            #expect(after.map(\.label) == before.map(\.label))
            #expect(after[place].id != before[place].id)
            #expect(try phone.device.codes.code(of: after[place].id, next: false, at: nil).code != code)
            #expect(try await !phone.send(.get, "/", cookie: cookie).html.contains("/accounts/put-back"))
        }
    }

    @Test func `the last account comes back from the empty page`() async throws {
        try await Self.phone(holding: [Self.accounts[0]]) { phone, cookie in
            let html = try await Self.remove(phone.device.entries.list()[0].id, phone, cookie)
            #expect(html.contains("/accounts/put-back"))
            try await Self.post("/accounts/put-back", phone, cookie)
            #expect(try phone.device.entries.list().count == 1)
        }
    }

    @Test func `after two minutes nothing comes back`() async throws {
        try await Self.phone(holding: Self.accounts) { phone, cookie in
            _ = try await Self.remove(phone.device.entries.list()[0].id, phone, cookie)
            phone.clock.advance(by: 120)
            #expect(try await !phone.send(.get, "/", cookie: cookie).html.contains("/accounts/put-back"))
            try await Self.post("/accounts/put-back", phone, cookie)
            #expect(try phone.device.entries.list().count == 2)
        }
    }

    @Test func `the lock forgets what was removed`() async throws {
        try await Self.phone(holding: Self.accounts) { phone, cookie in
            let id = try phone.device.entries.list()[0].id
            let passphrase = "a passphrase of the test"
            try phone.device.setPassphrase(SecretBytes(passphrase: passphrase))
            try await Self.post("/unlock", typing: ["passphrase": passphrase], phone, cookie)
            #expect(try await Self.remove(id, phone, cookie).contains("/accounts/put-back"))
            try await Self.post("/lock", phone, cookie)
            try await Self.post("/unlock", typing: ["passphrase": passphrase], phone, cookie)
            let html = try await phone.send(.get, "/", cookie: cookie).html
            #expect(html.contains("Bank") && !html.contains("/accounts/put-back"))
        }
    }

    private static func phone(
        holding accounts: [String],
        _ story: @escaping @Sendable (Phone, String) async throws -> Void
    ) async throws {
        try await Phone.run { phone in
            for account in accounts { try await phone.add(account) }
            try await story(phone, phone.visit())
        }
    }

    /// Removes an account and returns the page that follows.
    private static func remove(_ id: String, _ phone: Phone, _ cookie: String) async throws -> String {
        try await post("/accounts/\(id)/remove", phone, cookie)
        return try await phone.send(.get, "/", cookie: cookie).html
    }

    private static func post(
        _ path: String,
        typing form: [String: String] = [:],
        _ phone: Phone,
        _ cookie: String
    ) async throws {
        let answer = try await phone.send(.post, path, form: form, cookie: cookie)
        #expect(answer.status == .seeOther)
    }
}
