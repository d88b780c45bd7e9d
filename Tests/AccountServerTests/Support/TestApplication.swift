import AccountAPI
import AccountServer
import Crypto
import Encodings
import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing

/// An application that signs people in, as far as a test needs one.
struct TestApplication: Sendable {
    static let redirect = "https://app.example.net/callback?from=sparekey"
    static let verifier = String(repeating: "verifier-", count: 6)
    static var challenge: String { base64URL(SHA256.hash(data: Data(verifier.utf8))) }

    let id: String
    let secret: String
    let settings: SignInSettings

    /// Registers an application.
    init(
        _ service: TestService,
        name: String = "Wiki",
        _ settings: SignInSettings = SignInSettings(redirects: [redirect])
    ) async throws {
        let added = try await service.service.relyingParties.add(name: name, settings: settings)
        (id, secret, self.settings) = (added.party.id.rawValue, added.secret, settings)
    }

    /// The fields of a sound request, with some changed; an empty one is left out.
    func fields(_ changes: [String: String] = [:]) -> [String: String] {
        let sound = [
            "response_type": "code", "client_id": id, "redirect_uri": Self.redirect, "scope": "openid profile",
            "state": "af0ifjsldkj", "nonce": "n-0S6_WzA2Mj", "code_challenge": Self.challenge,
            "code_challenge_method": "S256",
        ]
        return sound.merging(changes) { _, change in change }.filter { !$0.value.isEmpty }
    }

    /// The address that the application sends people to.
    func address(_ changes: [String: String] = [:]) -> String {
        "/openid/authorize?\(TestForm.encode(fields(changes)))"
    }

    /// Calls the token endpoint.
    func tokens(
        _ client: TestClient,
        _ fields: [String: String],
        secret: String? = nil
    ) async throws -> TokenAnswer {
        try await call(client, "/openid/token", fields, secret: secret)
    }

    /// Exchanges a code.
    func exchange(
        _ client: TestClient,
        _ code: String?,
        _ changes: [String: String] = [:]
    ) async throws -> TokenAnswer {
        let sound = [
            "grant_type": "authorization_code", "code": code ?? "", "redirect_uri": Self.redirect,
            "code_verifier": Self.verifier,
        ]
        return try await tokens(client, sound.merging(changes) { _, change in change })
    }

    /// Uses a refresh token.
    func refresh(_ client: TestClient, _ token: String?) async throws -> TokenAnswer {
        try await tokens(client, ["grant_type": "refresh_token", "refresh_token": token ?? ""])
    }

    /// Calls an endpoint with the application's secret in the header.
    func call(
        _ client: TestClient,
        _ path: String,
        _ fields: [String: String],
        secret: String? = nil
    ) async throws -> TokenAnswer {
        let credentials = Data("\(id):\(secret ?? self.secret)".utf8).base64EncodedString()
        return try await client.form(path, fields, authorization: "Basic \(credentials)")
    }

    /// Asks for the claims.
    static func userInfo(_ client: TestClient, _ token: String?) async throws -> TokenAnswer {
        let response = try await client.send(
            "/openid/userinfo",
            method: .get,
            body: [],
            authorization: token.map { "Bearer \($0)" }
        )
        return TokenAnswer(response)
    }

    static func base64URL(_ bytes: some Sequence<UInt8>) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}

/// What an endpoint of OAuth answered.
struct TokenAnswer: Sendable {
    let status: Int
    let headers: HTTPFields
    private let data: Data

    init(_ response: TestResponse) {
        (status, headers, data) = (Int(response.status.code), response.headers, response.data)
    }

    /// The JSON of the answer.
    var json: [String: Any] { (try? JSONSerialization.jsonObject(with: data) as? [String: Any]) ?? [:] }

    var error: String? { json["error"] as? String }
    var accessToken: String? { json["access_token"] as? String }
    var refreshToken: String? { json["refresh_token"] as? String }
    var idToken: String? { json["id_token"] as? String }

    /// The claims of the ID token, not verified.
    var claims: [String: Any] { part(1) }

    /// A part of the ID token.
    func part(_ index: Int) -> [String: Any] {
        let parts = (idToken ?? "").split(separator: ".")
        guard parts.count == 3, let data = Self.decode(String(parts[index])) else { return [:] }
        return (try? JSONSerialization.jsonObject(with: data) as? [String: Any]) ?? [:]
    }

    static func decode(_ text: String) -> Data? {
        let standard = text.replacing("-", with: "+").replacing("_", with: "/")
        return Data(base64Encoded: standard + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4))
    }
}

extension TestClient {
    /// Sends a form.
    func form(_ path: String, _ fields: [String: String], authorization: String? = nil) async throws -> TokenAnswer {
        var headers: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
        headers[.authorization] = authorization
        let body = TestForm.encode(fields)
        return TokenAnswer(
            try await http.executeRequest(uri: path, method: .post, headers: headers, body: .init(string: body))
        )
    }
}

/// Someone with a device, who signs in with its codes.
struct TestPerson: Sendable {
    let service: TestService
    let session: TestSession

    /// Makes the account.
    init(_ service: TestService, _ client: TestClient, name: String = TestClient.ada) async throws {
        self.service = service
        try await client.register(name)
        session = try await client.signIn(name)
    }

    /// Signs in from the page that asks for the user name; the clock moves on, because a code is good once.
    func signIn(
        _ browser: TestBrowser,
        on page: TestPage,
        name: String = TestClient.ada,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> TestPage {
        service.clock.advance(30)
        let asked = try await browser.submit(page, to: "/sign-in", ["username": name, "way": "code"])
        let code = session.code(at: service.clock.now)
        let done = try await browser.submit(asked, to: "/sign-in/code", ["code": code])
        #expect(done.status.code < 400, "\(done.body)", sourceLocation: sourceLocation)
        return done
    }

    /// Signs in to an application, and agrees if asked; returns the answer that the application gets.
    func signIn(
        _ browser: TestBrowser,
        to application: TestApplication,
        _ changes: [String: String] = [:]
    ) async throws -> [String: String] {
        var page = try await browser.open(application.address(changes))
        if page.form("/sign-in") != nil {
            page = try await signIn(browser, on: page)
        }
        if page.form("/consent") != nil {
            page = try await browser.submit(page, to: "/consent", ["decision": "allow"])
        }
        return page.answer
    }
}
