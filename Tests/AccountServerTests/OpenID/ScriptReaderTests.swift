import AccountAPI
import AccountServer
import Foundation
import HTTPTypes
import HummingbirdTesting
import Testing

/// Whose scripts may read answers in a browser.
@Suite struct ScriptReaderTests {
    private static let shared = ["/.well-known/openid-configuration", "/openid/keys"]
    private static let answered = ["/openid/token", "/openid/revoke", "/openid/userinfo"]

    private static func run(_ test: @escaping @Sendable (any TestClientProtocol) async throws -> Void) async throws {
        let service = try await TestService()
        let redirects = ["https://Spa.example.net:443/cb", "https://spa.example.net:8443/cb", "org.example.app:/cb"]
        let loopback = ["http://127.0.0.1/cb", "http://localhost:3000/cb"]
        _ = try await TestApplication(service, SignInSettings(redirects: redirects + loopback, isPublic: true))
        _ = try await TestApplication(service, SignInSettings(redirects: ["https://secret.example.net/cb"]))
        try await service.run { try await test($0.http) }
    }

    private static func ask(
        _ http: any TestClientProtocol,
        _ path: String,
        _ origin: String?,
        _ method: HTTPRequest.Method = .options
    ) async throws -> TestResponse {
        var headers: HTTPFields = [.accessControlRequestMethod: "POST", .authorization: "Bearer x"]
        headers[.origin] = origin
        return try await http.executeRequest(uri: path, method: method, headers: headers, body: nil)
    }

    @Test(arguments: [
        "https://spa.example.net", "https://spa.example.net:8443", "http://127.0.0.1", "http://127.0.0.1:5173",
        "http://localhost:3000",
    ])
    func `scripts of a public application may read what they ask for`(origin: String) async throws {
        try await Self.run { http in
            for path in Self.answered {
                let asked = try await Self.ask(http, path, origin)
                #expect(asked.status == .noContent)
                #expect(asked.headers[.accessControlAllowOrigin] == origin)
                #expect(asked.headers[.accessControlAllowMethods] == "GET, POST")
                #expect(asked.headers[.accessControlAllowHeaders] == "Authorization, Content-Type")
                #expect(asked.headers[.accessControlAllowCredentials] == nil)
                #expect(asked.headers[.vary] == "Origin")
                // What went wrong must be readable as well.
                let answer = try await Self.ask(http, path, origin, path == "/openid/userinfo" ? .get : .post)
                #expect(answer.status.code >= 400)
                #expect(answer.headers[.accessControlAllowOrigin] == origin)
                #expect(answer.headers[.accessControlAllowCredentials] == nil)
            }
        }
    }

    @Test(arguments: [
        "https://evil.example", "https://secret.example.net", "https://SPA.example.net", "https://spa.example.net:443",
        "http://spa.example.net", "https://spa.example.net:8444", "https://spa.example.net.evil.example", "null",
        "org.example.app:", "http://localhost:3001", "http://127.0.0.1.evil.example", "https://127.0.0.1:5173",
        "https://\u{17F}pa.example.net", "*",
    ])
    func `scripts of any other site may not`(origin: String) async throws {
        try await Self.run { http in
            for path in Self.answered {
                for method in [HTTPRequest.Method.options, path == "/openid/userinfo" ? .get : .post] {
                    let answer = try await Self.ask(http, path, origin, method)
                    #expect(answer.headers[.accessControlAllowOrigin] == nil)
                    #expect(answer.headers[.vary] == "Origin")
                }
            }
            let asked = try await Self.ask(http, "/openid/backchannel", origin, .post)
            #expect(asked.headers[.accessControlAllowOrigin] == nil)
        }
    }

    @Test func `discovery and keys are there for every site, and pages for none`() async throws {
        try await Self.run { http in
            for path in Self.shared {
                for method in [HTTPRequest.Method.options, .get] {
                    let answer = try await Self.ask(http, path, "https://evil.example", method)
                    #expect(answer.headers[.accessControlAllowOrigin] == "*")
                    #expect(answer.headers[.accessControlAllowCredentials] == nil)
                }
            }
            for path in ["/sign-in", "/account", "/openid/authorize", "/openid/logout", "/v1/codes/verify"] {
                for method in [HTTPRequest.Method.options, .get] {
                    let answer = try await Self.ask(http, path, "https://spa.example.net", method)
                    #expect(answer.headers[.accessControlAllowOrigin] == nil)
                }
            }
        }
    }
}
