import DeviceCore
import DeviceHost
import DevicePages
import Foundation
import HTTPTypes
import HummingbirdTesting
import LocalFiles
import Primitives
import TestSupport
import Testing
import Vault

/// The page serves the one browser that the app has opened it in, and nobody else.
@Suite struct GuardTests {
    private static let account = "otpauth://totp/Shop:ada?secret=JBSWY3DPEHPK3PXP&issuer=Shop"

    @Test func `a browser with a ticket sees the accounts`() async throws {
        try await Phone.run { phone in
            try await phone.add(Self.account)
            let cookie = try await phone.visit()
            let answer = try await phone.send(.get, "/", cookie: cookie)
            #expect(answer.status == .ok)
            #expect(answer.html.contains("Shop"))
            #expect(answer.headers[.cacheControl] == "no-store")
        }
    }

    @Test func `the cookie is out of the reach of scripts and other sites`() async throws {
        try await Phone.run { phone in
            let form = ["ticket": phone.page.ticket().secret]
            let answer = try await phone.send(.post, "/launch", form: form, cookie: nil, origin: "null")
            let cookie = try #require(answer.headers[.setCookie])
            #expect(cookie.contains("HttpOnly"))
            #expect(cookie.contains("SameSite=Strict"))
            #expect(!cookie.contains("Domain"))
        }
    }

    @Test func `a ticket is good once, and for two minutes`() async throws {
        try await Phone.run { phone in
            let used = phone.page.ticket().secret
            let old = phone.page.ticket().secret
            func launch(_ ticket: String) async throws -> Int {
                try await phone.send(.post, "/launch", form: ["ticket": ticket], cookie: nil, origin: "null").status
                    .code
            }
            for (ticket, status) in [(used, 200), (used, 401), ("guessed", 401), ("", 401)] {
                let found = try await launch(ticket)
                #expect(found == status)
            }
            phone.clock.advance(by: 121)
            #expect(try await launch(old) == 401)
        }
    }

    @Test func `the page keeps its name, which nobody else can guess`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let home = VaultHome(directory: folder)
        let first = try PageOrigin(of: home)
        #expect(try PageOrigin(of: home) == first)
        #expect(first.host.wholeMatch(of: /sparekey-[0-9a-f]{32}\.localhost/) != nil)
        #expect((20_000..<32_000).contains(first.port))
        #expect(try PageOrigin(of: home, port: 8080).authority == "\(first.host):8080")
        #expect(try Files.status(of: home.pageName).mode & 0o777 == 0o600)
        // The same folder for another vault, or a name that was cut: a new one.
        for _ in 0..<2 {
            try Data([1]).write(to: URL(filePath: home.pageName))
            #expect(try PageOrigin(of: home).host != first.host)
        }
    }

    @Test(arguments: [
        "/", "/codes.json", "/accounts/0", "/unlock", "/settings", "/requests", "/requests/events",
    ])
    func `without the cookie there is nothing to see`(path: String) async throws {
        try await Phone.run { phone in
            try await phone.add(Self.account)
            for cookie in [nil, "sparekey-page=guessed", "sparekey-page="] {
                let answer = try await phone.send(.get, path, cookie: cookie)
                #expect(answer.status == .unauthorized)
                #expect(!answer.html.contains("Shop"))
            }
        }
    }

    @Test func `a cookie grows stale after an hour without use`() async throws {
        try await Phone.run { phone in
            let cookie = try await phone.visit()
            phone.clock.advance(by: 3599)
            #expect(try await phone.send(.get, "/", cookie: cookie).status == .ok)
            phone.clock.advance(by: 3600)
            #expect(try await phone.send(.get, "/", cookie: cookie).status == .unauthorized)
        }
    }

    @Test func `a clock that is set back opens nothing for longer`() async throws {
        try await Phone.run { phone in
            let cookie = try await phone.visit()
            let form = ["ticket": phone.page.ticket().secret]
            phone.clock.advance(by: -60)
            // Clocks are set a little all the time.
            #expect(try await phone.send(.get, "/", cookie: cookie).status == .ok)
            phone.clock.advance(by: -86_400)
            #expect(try await phone.send(.get, "/", cookie: cookie).status == .unauthorized)
            let launched = try await phone.send(.post, "/launch", form: form, cookie: nil, origin: "null")
            #expect(launched.status == .unauthorized)
        }
    }

    @Test func `without a passphrase the page closes for the browser that closes it, until the app opens it again`()
        async throws
    {
        try await Phone.run { phone in
            try await phone.add(Self.account)
            let cookie = try await phone.visit()
            let other = try await phone.visit()
            #expect(try await phone.send(.get, "/settings", cookie: cookie).html.contains("Close this page"))
            #expect(try await phone.send(.post, "/lock", cookie: cookie).status == .seeOther)
            for path in ["/", "/settings", "/codes.json"] {
                let answer = try await phone.send(.get, path, cookie: cookie)
                #expect(answer.status == .unauthorized)
                #expect(!answer.html.contains("Shop"))
            }
            #expect(try await phone.send(.get, "/", cookie: other).html.contains("Shop"))
            #expect(try await phone.send(.get, "/", cookie: phone.visit()).html.contains("Shop"))
        }
    }

    @Test(arguments: [
        "evil.example", "127.0.0.1:8711", "localhost:8711", "sparekey-test.localhost", "sparekey-test.localhost:80",
    ])
    func `a name that was made to lead here is refused`(host: String) async throws {
        try await Phone.run { phone in
            try await phone.add(Self.account)
            let cookie = try await phone.visit()
            let answer = try await phone.send(.get, "/", cookie: cookie, host: host)
            #expect(answer.status == .forbidden)
            #expect(!answer.html.contains("Shop"))
        }
    }

    @Test(arguments: [Phone.origin.authority, "evil.example", ""])
    func `a second name beside ours is refused`(host: String) async throws {
        try await Phone.run { phone in
            try await phone.add(Self.account)
            let cookie = try await phone.visit()
            let more: HTTPFields = [try #require(HTTPField.Name("Host")): host]
            let answer = try await phone.send(.get, "/", cookie: cookie, headers: more)
            #expect(answer.status == .forbidden)
            #expect(!answer.html.contains("Shop"))
        }
    }

    @Test(arguments: [
        nil, "null", "https://evil.example", "http://sparekey-test.localhost:9999", "http://127.0.0.1:8711",
    ])
    func `a form of another site does nothing`(origin: String?) async throws {
        try await Phone.run { phone in
            try await phone.add(Self.account)
            let cookie = try await phone.visit()
            let entries = try phone.device.entries.list()
            let id = try #require(entries.first).id
            let answer = try await phone.send(.post, "/accounts/\(id)/remove", cookie: cookie, origin: origin)
            #expect(answer.status == .forbidden)
            #expect(try phone.device.entries.list().count == 1)
        }
    }

    @Test(arguments: ["cross-site", "same-site"])
    func `a request that another site has caused is refused`(from: String) async throws {
        try await Phone.run { phone in
            let cookie = try await phone.visit()
            let name = try #require(HTTPField.Name("Sec-Fetch-Site"))
            let answer = try await phone.send(.get, "/", cookie: cookie, headers: [name: from])
            #expect(answer.status == .forbidden)
        }
    }

    @Test func `no frame, no foreign script and no inline script`() async throws {
        try await Phone.run { phone in
            let answer = try await phone.send(.get, "/", cookie: try await phone.visit())
            let policy = try #require(answer.headers[.contentSecurityPolicy])
            #expect(policy.contains("frame-ancestors 'none'"))
            #expect(policy.contains("default-src 'none'"))
            #expect(!policy.contains("unsafe"))
            #expect(!answer.html.contains("style="))
            #expect(!answer.html.contains("<script>"))
        }
    }

    @Test func `a locked vault shows nothing until its passphrase is typed, and again after five minutes`() async throws
    {
        try await Phone.run { phone in
            try await phone.add(Self.account)
            try phone.device.setPassphrase(SecretBytes(passphrase: "a passphrase of the test"))
            let cookie = try await phone.visit()
            func look() async throws -> Int { try await phone.send(.get, "/", cookie: cookie).status.code }
            func unlock(_ passphrase: String) async throws -> Int {
                try await phone.send(.post, "/unlock", form: ["passphrase": passphrase], cookie: cookie).status.code
            }
            #expect(try await look() == 303)
            #expect(try await phone.send(.get, "/codes.json", cookie: cookie).status.code == 303)
            #expect(try await unlock("a wrong one") == 409)
            #expect(try await look() == 303)
            #expect(try await unlock("a passphrase of the test") == 303)
            #expect(try await look() == 200)
            phone.clock.advance(by: 301)
            #expect(try await look() == 303)
        }
    }

    @Test func `a command locks an open page, which asks for the passphrase and tells of no failure`() async throws {
        try await Phone.run { phone in
            try await phone.add(Self.account)
            try phone.device.setPassphrase(SecretBytes(passphrase: "a passphrase of the test"))
            let cookie = try await phone.visit()
            let form = ["passphrase": "a passphrase of the test"]
            for _ in 1...2 {
                #expect(try await phone.send(.post, "/unlock", form: form, cookie: cookie).status == .seeOther)
                #expect(try await phone.send(.get, "/", cookie: cookie).html.contains("Shop"))
                try phone.device.lock()
                for path in ["/", "/codes.json", "/settings", "/requests/events"] {
                    let answer = try await phone.send(.get, path, cookie: cookie)
                    #expect(answer.status == .seeOther)
                    #expect(answer.headers[.location] == "/unlock")
                }
                let html = try await phone.send(.get, "/unlock", cookie: cookie).html
                #expect(html.contains("Locked") && !html.contains("error-code"))
            }
        }
    }

    @Test(arguments: [("/codes.json", 303), ("/requests?news", 303), ("/requests", 200), ("/requests?said=deny", 200)])
    func `what a page that was left asks for on its own keeps no vault open, and what a person does keeps it`(
        asked: String,
        after: Int
    ) async throws {
        try await Phone.run { phone in
            try phone.device.setPassphrase(SecretBytes(passphrase: "a passphrase of the test"))
            let cookie = try await phone.visit()
            let form = ["passphrase": "a passphrase of the test"]
            #expect(try await phone.send(.post, "/unlock", form: form, cookie: cookie).status == .seeOther)
            for _ in 1...4 {
                phone.clock.advance(by: 70)
                #expect(try await phone.send(.get, asked, cookie: cookie).status == .ok)
            }
            phone.clock.advance(by: 70)
            #expect(try await phone.send(.get, "/", cookie: cookie).status.code == after)
        }
    }
}
