import AccountAPI
import AccountServer
import Crypto
import CryptoExtras
import Encodings
import Foundation
import HTTPTypes
import Testing

@Suite struct TokenTests {
    typealias World = (client: TestClient, person: TestPerson, browser: TestBrowser, application: TestApplication)

    /// A service with an application and someone with a device.
    static func run(
        _ settings: SignInSettings = SignInSettings(redirects: [TestApplication.redirect]),
        _ test: @escaping @Sendable (TestService, World) async throws -> Void
    ) async throws {
        let service = try await TestService()
        let application = try await TestApplication(service, settings)
        try await service.run { client in
            let person = try await TestPerson(service, client)
            try await test(service, (client, person, TestBrowser(client), application))
        }
    }

    @Test(arguments: SigningAlgorithm.allCases)
    func `an ID token says who, for whom, when and how, and verifies`(algorithm: SigningAlgorithm) async throws {
        let settings = SignInSettings(redirects: [TestApplication.redirect], algorithm: algorithm)
        try await Self.run(settings) { service, world in
            let (client, person, browser, application) = world
            let code = try await person.signIn(browser, to: application)["code"]
            let signedIn = service.clock.now.timeIntervalSince1970
            service.clock.advance(5)
            let tokens = try await application.exchange(client, code)
            #expect(tokens.status == 200)
            #expect(tokens.headers[.cacheControl] == "no-store")
            #expect(tokens.json["token_type"] as? String == "Bearer")
            #expect(tokens.json["scope"] as? String == "openid profile")
            #expect(tokens.json["expires_in"] as? Int == 3600)
            #expect(tokens.refreshToken == nil)
            let claims = tokens.claims
            #expect(claims["iss"] as? String == TestService.publicURL)
            #expect(claims["aud"] as? String == application.id)
            #expect(claims["sub"] as? String == person.session.opened.account.rawValue)
            #expect(claims["nonce"] as? String == "n-0S6_WzA2Mj")
            #expect(claims["auth_time"] as? Double == signedIn)
            #expect(claims["iat"] as? Double == signedIn + 5)
            #expect(claims["exp"] as? Double == signedIn + 605)
            #expect(claims["acr"] as? String == "urn:sparekey:code")
            #expect(claims["amr"] as? [String] == ["otp"])
            #expect(claims["preferred_username"] as? String == TestClient.ada)
            let half = SHA256.hash(data: Data((tokens.accessToken ?? "").utf8)).prefix(16)
            #expect(claims["at_hash"] as? String == TestApplication.base64URL(half))
            #expect(tokens.part(0)["alg"] as? String == algorithm.rawValue)
            try await Self.verify(tokens, client)
        }
    }

    /// Verifies an ID token with the published keys, without the library that has signed it.
    static func verify(_ tokens: TokenAnswer, _ client: TestClient) async throws {
        let published = TokenAnswer(try await client.send("/openid/keys", method: .get, body: []))
        let keys = try #require(published.json["keys"] as? [[String: String]])
        let header = tokens.part(0)
        let key = try #require(keys.first { $0["kid"] == header["kid"] as? String })
        #expect(key["alg"] == header["alg"] as? String)
        #expect(key["use"] == "sig")
        let parts = try #require(tokens.idToken).split(separator: ".").map(String.init)
        let (message, signature) = (Data("\(parts[0]).\(parts[1])".utf8), try #require(TokenAnswer.decode(parts[2])))
        func number(_ name: String) throws -> Data { try #require(TokenAnswer.decode(key[name] ?? "")) }
        switch key["kty"] {
        case "RSA":
            let publicKey = try _RSA.Signing.PublicKey(n: try number("n"), e: try number("e"))
            let found = _RSA.Signing.RSASignature(rawRepresentation: signature)
            #expect(publicKey.isValidSignature(found, for: message, padding: .insecurePKCS1v1_5))
        default:
            let publicKey = try P256.Signing.PublicKey(rawRepresentation: try number("x") + number("y"))
            let found = try P256.Signing.ECDSASignature(rawRepresentation: signature)
            #expect(publicKey.isValidSignature(found, for: message))
        }
    }

    @Test func `without the scope profile an application learns no name`() async throws {
        try await Self.run { _, world in
            let (client, person, browser, application) = world
            let code = try await person.signIn(browser, to: application, ["scope": "openid", "nonce": ""])["code"]
            let tokens = try await application.exchange(client, code)
            #expect(tokens.claims["preferred_username"] == nil)
            #expect(tokens.claims["nonce"] == nil)
            let claims = try await TestApplication.userInfo(client, tokens.accessToken).json
            #expect(claims.keys.sorted() == ["sub"])
        }
    }

    @Test func `claims can be asked for with the access token, as long as it is good`() async throws {
        try await Self.run { service, world in
            let (client, person, browser, application) = world
            let code = try await person.signIn(browser, to: application)["code"]
            let tokens = try await application.exchange(client, code)
            let claims = try await TestApplication.userInfo(client, tokens.accessToken).json
            #expect(claims["sub"] as? String == tokens.claims["sub"] as? String)
            #expect(claims["preferred_username"] as? String == TestClient.ada)
            for token in [nil, "", "x", tokens.idToken] {
                let refusal = try await TestApplication.userInfo(client, token)
                #expect(refusal.status == 401)
                #expect(refusal.headers[.wwwAuthenticate]?.hasPrefix("Bearer ") == true)
            }
            service.clock.advance(3601)
            #expect(try await TestApplication.userInfo(client, tokens.accessToken).error == "invalid_token")
        }
    }

    @Test func `a code that is used again takes back what it gave`() async throws {
        try await Self.run { _, world in
            let (client, person, browser, application) = world
            let scope = ["scope": "openid offline_access"]
            let code = try await person.signIn(browser, to: application, scope)["code"]
            let tokens = try await application.exchange(client, code)
            #expect(try await TestApplication.userInfo(client, tokens.accessToken).status == 200)
            #expect(try await application.exchange(client, code).error == "invalid_grant")
            #expect(try await TestApplication.userInfo(client, tokens.accessToken).error == "invalid_token")
            #expect(try await application.refresh(client, tokens.refreshToken).error == "invalid_grant")
        }
    }

    @Test func `one of fifty parallel exchanges of a code succeeds, and the others take it back`() async throws {
        try await Self.run { service, world in
            let (client, person, browser, application) = world
            let code = try await person.signIn(browser, to: application)["code"]
            let answers = await withTaskGroup(of: TokenAnswer?.self) { group in
                for _ in 0..<50 {
                    group.addTask { try? await application.exchange(client, code) }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.count { $0?.status == 200 } == 1)
            #expect(try await service.count("openid_token") == 0)
        }
    }

    /// An exchange that must fail.
    private static let wrong: [(String, [String: String], String)] = [
        ("a wrong verifier", ["code_verifier": String(repeating: "x", count: 43)], "invalid_grant"),
        ("no verifier", ["code_verifier": ""], "invalid_grant"),
        ("a short verifier", ["code_verifier": "x"], "invalid_request"),
        ("another address", ["redirect_uri": "https://app.example.net/"], "invalid_grant"),
        ("no address", ["redirect_uri": ""], "invalid_grant"),
        ("another code", ["code": "x"], "invalid_grant"),
        ("no code", ["code": ""], "invalid_request"),
        ("no kind", ["grant_type": ""], "invalid_request"),
        ("a kind of password", ["grant_type": "password"], "unsupported_grant_type"),
        ("the secret twice", ["client_secret": "x"], "invalid_request"),
        ("another name", ["client_id": "00000000000000000000000000000000"], "invalid_request"),
    ]

    @Test(arguments: wrong)
    func `an exchange that is not sound gives nothing`(
        name: String,
        changes: [String: String],
        error: String
    ) async throws {
        try await Self.run { service, world in
            let (client, person, browser, application) = world
            let code = try await person.signIn(browser, to: application)["code"]
            let refusal = try await application.exchange(client, code, changes)
            #expect(refusal.error == error, "\(name)")
            #expect(refusal.status == 400)
            #expect(try await service.count("openid_token") == 0)
        }
    }

    @Test func `a code is good for a minute`() async throws {
        try await Self.run { service, world in
            let (client, person, browser, application) = world
            let code = try await person.signIn(browser, to: application)["code"]
            service.clock.advance(60)
            #expect(try await application.exchange(client, code).error == "invalid_grant")
        }
    }

    @Test func `a code is good for the application that it was given to`() async throws {
        try await Self.run { service, world in
            let (client, person, browser, application) = world
            let other = try await TestApplication(service, name: "Other")
            let code = try await person.signIn(browser, to: application)["code"]
            #expect(try await other.exchange(client, code).error == "invalid_grant")
            #expect(try await application.exchange(client, code).error == "invalid_grant")
            let again = try await person.signIn(browser, to: application)["code"]
            let tokens = try await application.exchange(client, again)
            #expect(tokens.claims["aud"] as? String == application.id)
            #expect(tokens.claims["aud"] as? String != other.id)
        }
    }

    @Test func `only the secret of the application counts`() async throws {
        try await Self.run { service, world in
            let (client, person, browser, application) = world
            let code = try await person.signIn(browser, to: application)["code"] ?? ""
            let fields = [
                "grant_type": "authorization_code", "code": code, "redirect_uri": TestApplication.redirect,
                "code_verifier": TestApplication.verifier,
            ]
            for secret in ["", "x", String(repeating: "0", count: 64)] {
                let refusal = try await application.tokens(client, fields, secret: secret)
                #expect(refusal.error == "invalid_client")
                #expect(refusal.status == 401)
                #expect(refusal.headers[.wwwAuthenticate]?.hasPrefix("Basic ") == true)
            }
            for extra in [[:], ["client_id": application.id], ["client_id": application.id, "client_secret": "x"]] {
                let refusal = try await client.form("/openid/token", fields.merging(extra) { $1 })
                #expect(refusal.error == "invalid_client")
            }
            let right = ["client_id": application.id, "client_secret": application.secret]
            #expect(try await client.form("/openid/token", fields.merging(right) { $1 }).status == 200)
            #expect(try await service.count("openid_token") == 1)
        }
    }

    @Test func `a public application needs its verifier and no secret`() async throws {
        let settings = SignInSettings(redirects: [TestApplication.redirect], isPublic: true)
        try await Self.run(settings) { _, world in
            let (client, person, browser, application) = world
            let code = try await person.signIn(browser, to: application)["code"] ?? ""
            let fields = [
                "grant_type": "authorization_code", "code": code, "redirect_uri": TestApplication.redirect,
                "client_id": application.id,
            ]
            #expect(try await application.tokens(client, fields).error == "invalid_client")
            let verifier = ["code_verifier": TestApplication.verifier]
            #expect(try await client.form("/openid/token", fields.merging(verifier) { $1 }).status == 200)
            #expect(try await client.form("/openid/token", fields).error == "invalid_grant")
            let verify = try await application.call(client, "/v1/codes/verify", [:])
            #expect(verify.status == 401)
        }
    }

    @Test func `an application that may do without PKCE is not tricked out of it`() async throws {
        let settings = SignInSettings(redirects: [TestApplication.redirect], needsPKCE: false)
        try await Self.run(settings) { _, world in
            let (client, person, browser, application) = world
            let without = ["code_challenge": "", "code_challenge_method": ""]
            let code = try await person.signIn(browser, to: application, without)["code"]
            #expect(try await application.exchange(client, code).error == "invalid_grant")
            let second = try await person.signIn(browser, to: application, without)["code"]
            #expect(try await application.exchange(client, second, ["code_verifier": ""]).status == 200)
            let third = try await person.signIn(browser, to: application)["code"]
            #expect(try await application.exchange(client, third, ["code_verifier": ""]).error == "invalid_grant")
        }
    }
}
