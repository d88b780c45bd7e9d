import AccountAPI
import AccountServer
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import SQLDatabase
import Testing

@Suite struct DiscoveryTests {
    @Test func `the service says what it can and where`() async throws {
        try await TestService().run { client in
            let answer = TokenAnswer(
                try await client.send("/.well-known/openid-configuration", method: .get, body: [])
            )
            let base = TestService.publicURL
            #expect(answer.headers[.accessControlAllowOrigin] == "*")
            #expect(answer.json["issuer"] as? String == base)
            for (name, path) in [
                ("authorization_endpoint", "/openid/authorize"), ("token_endpoint", "/openid/token"),
                ("userinfo_endpoint", "/openid/userinfo"), ("jwks_uri", "/openid/keys"),
                ("end_session_endpoint", "/openid/logout"), ("revocation_endpoint", "/openid/revoke"),
            ] {
                #expect(answer.json[name] as? String == base + path)
            }
            #expect(answer.json["id_token_signing_alg_values_supported"] as? [String] == ["RS256", "ES256"])
            #expect(answer.json["code_challenge_methods_supported"] as? [String] == ["S256"])
            #expect(answer.json["response_types_supported"] as? [String] == ["code"])
            #expect(answer.json["response_modes_supported"] as? [String] == ["query", "form_post"])
        }
    }

    @Test(arguments: ["/.well-known/openid-configuration", "/openid/keys", "/openid/userinfo"])
    func `HEAD is answered like GET, without a body`(path: String) async throws {
        try await TestService().run { client in
            let whole = try await client.send(path, method: .get, body: [])
            let head = try await client.send(path, method: .head, body: [])
            #expect(head.status == whole.status)
            #expect(head.headers[.contentType] == "application/json")
            #expect(head.headers[.accessControlAllowOrigin] == whole.headers[.accessControlAllowOrigin])
            #expect(head.data.isEmpty)
        }
    }

    @Test func `a rotation keeps the old keys published for a week`() async throws {
        let store = SigningKeyStore(try .generate())
        let service = try await AccountService(
            configuration: Self.configuration(),
            database: SQLiteDatabase(inMemory: ()),
            keys: .generate(),
            signingKeys: store
        )
        try await service.application().test(.router) { http in
            let client = TestClient(http: http)
            func published() async throws -> Set<String> {
                let answer = TokenAnswer(try await client.send("/openid/keys", method: .get, body: []))
                return Set((answer.json["keys"] as? [[String: String]] ?? []).compactMap { $0["kid"] })
            }
            let first = try await published()
            #expect(first.count == 2)
            let start = Date()
            let second = Set(try store.rotate(now: start))
            #expect(second.isDisjoint(with: first))
            #expect(try await published() == first.union(second))
            let third = Set(try store.rotate(now: start + 6 * 86_400))
            #expect(try await published() == first.union(second).union(third))
            let fourth = Set(try store.rotate(now: start + 8 * 86_400))
            #expect(try await published() == second.union(third).union(fourth))
        }
    }

    @Test func `only public numbers are published`() async throws {
        try await TestService().run { client in
            let answer = TokenAnswer(try await client.send("/openid/keys", method: .get, body: []))
            for key in try #require(answer.json["keys"] as? [[String: String]]) {
                let common: Set = ["alg", "kid", "kty", "use"]
                let numbers: Set = key["kty"] == "RSA" ? ["e", "n"] : ["crv", "x", "y"]
                #expect(Set(key.keys) == common.union(numbers))
            }
        }
    }

    @Test func `the keys lie in a file of their own, which another process may rotate`() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "keys-\(UUID().uuidString).json").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let file = SigningKeysFile(path: path)
        let (here, there) = (try SigningKeyStore(file: file), try SigningKeyStore(file: file))
        let first = Set(try here.rotate())
        let second = Set(try there.rotate())
        #expect(first.isDisjoint(with: second))
        let third = Set(try here.rotate())
        #expect(third.isDisjoint(with: first.union(second)))
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text.matches(of: /privateKey/).count == 2)
        let permissions = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
        #expect(permissions?.intValue == 0o600)
        try Data("{".utf8).write(to: URL(filePath: path))
        #expect(throws: ServerKeysError.self) { try SigningKeyStore(file: file) }
    }

    @Test func `without a public address nothing is claimed`() async throws {
        var configuration = Self.configuration()
        configuration.publicURL = nil
        let service = try await AccountService(
            configuration: configuration,
            database: SQLiteDatabase(inMemory: ()),
            keys: .generate()
        )
        try await service.application().test(.router) { http in
            let client = TestClient(http: http)
            let discovery = TokenAnswer(
                try await client.send("/.well-known/openid-configuration", method: .get, body: [])
            )
            #expect(discovery.status == 503)
            #expect(discovery.json["issuer"] == nil)
            let page = try await TestBrowser(client).get("/sign-in")
            #expect(page.status == .serviceUnavailable)
            #expect(page.title == "Sign-ins are not set up on this service")
        }
    }

    @Test(arguments: [
        ("https://accounts.example.org", "https://accounts.example.org"),
        ("HTTPS://Accounts.Example.org:443/", "https://accounts.example.org"),
        ("https://example.org:8443/sparekey/", "https://example.org:8443/sparekey"),
        ("http://127.0.0.1:8700", "http://127.0.0.1:8700"), ("http://[::1]:8700", "http://[::1]:8700"),
        ("http://localhost", "http://localhost"), ("http://accounts.example.org", nil), ("accounts.example.org", nil),
        ("https://", nil), ("https://a@example.org", nil), ("https://example.org?x", nil),
        ("https://example.org#x", nil), ("https://example.org/a b", nil), ("ftp://example.org", nil),
        ("https://example.org/a//b", nil), ("https://bücher.example", "https://xn--bcher-kva.example"),
        ("https://BÜCHER.example:8443", "https://xn--bcher-kva.example:8443"),
        ("https://example.org:65535", "https://example.org:65535"), ("https://example.org:0", nil),
        ("https://example.org:65536", nil), ("http://127.0.0.1:387919", nil),
    ])
    func `a public address is an origin and a path`(text: String, found: String?) {
        #expect(PublicURL(text)?.text == found)
    }

    @Test(arguments: [
        ("https://app.example.net/cb?x=1", true), ("http://127.0.0.1:8080/cb", true), ("http://localhost/cb", true),
        ("http://[::1]/cb", true), ("org.example.app:/cb", true), ("http://app.example.net/cb", false),
        ("https://app.example.net/cb#x", false), ("javascript:alert(1)", false), ("data:text/html,x", false),
        ("app:/cb", false), ("https://a:b@app.example.net/", false), ("https:///cb", false), ("/cb", false),
        ("", false), ("https://app.example.net/c b", false), ("https://app.example.net\\@evil.example/", false),
        ("https://app.example.net/\r\nX: y", false), ("http://127.0.0.1.evil.example/", false),
        ("https://app.example.net:0/", false), ("http://127.0.0.1:387919/cb", false),
    ])
    func `only addresses that cannot be bent are registered`(address: String, isAcceptable: Bool) async throws {
        let parties = try await TestService().service.relyingParties
        for settings in [SignInSettings(redirects: [address]), SignInSettings(postLogoutRedirects: [address])] {
            do {
                _ = try await parties.add(name: "x", settings: settings)
                #expect(isAcceptable)
            } catch {
                #expect(error as? RelyingPartyError == .invalidRedirect(address))
                #expect(!isAcceptable)
            }
        }
    }

    @Test(arguments: [
        ("https://bücher.example/zurück", "https://xn--bcher-kva.example/zur%C3%BCck"),
        ("https://\u{212A}aiser.example/cb", "https://kaiser.example/cb"),
    ])
    func `an address is registered in ASCII alone`(address: String, ascii: String) async throws {
        let parties = try await TestService().service.relyingParties
        await #expect(throws: RelyingPartyError.invalidRedirect(address)) {
            try await parties.add(name: "x", settings: SignInSettings(redirects: [address]))
        }
        #expect(InternationalName.ascii(address: address) == ascii)
        _ = try await parties.add(name: "x", settings: SignInSettings(redirects: [ascii]))
    }

    @Test func `settings that do not go together are refused`() async throws {
        let parties = try await TestService().service.relyingParties
        await #expect(throws: RelyingPartyError.publicWithoutPKCE) {
            try await parties.add(name: "x", settings: SignInSettings(isPublic: true, needsPKCE: false))
        }
        await #expect(throws: RelyingPartyError.publicMayNotAsk) {
            try await parties.add(name: "x", settings: SignInSettings(isPublic: true, mayAskDevices: true))
        }
    }

    private static func configuration() -> ServiceConfiguration {
        var configuration = ServiceConfiguration(dataFolder: "")
        configuration.isBehindProxy = true
        configuration.publicURL = PublicURL(TestService.publicURL)
        configuration.log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        return configuration
    }
}
