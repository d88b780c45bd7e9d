import AccountAPI
import AccountServer
import Foundation
import HTTPTypes
import HummingbirdTesting
import InMemoryLogging
import Logging
import OPAQUE
import Primitives
import SQLDatabase
import Testing

@Suite struct ServerTests {
    @Test func `every failure is a problem document`() async throws {
        try await TestService().run { client in
            let long = [UInt8](repeating: 0x20, count: 64 * 1024 + 1)
            let cases: [(path: String, method: HTTPRequest.Method, body: [UInt8], status: Int, code: ProblemCode)] = [
                ("/nowhere", .get, [], 404, .notFound),
                (StartSignIn.path, .get, [], 404, .notFound),
                (StartSignIn.path, .post, [], 400, .invalidRequest),
                (StartSignIn.path, .post, Array("{".utf8), 400, .invalidRequest),
                (StartSignIn.path, .post, Array(#"{"username":1}"#.utf8), 400, .invalidRequest),
                (StartSignIn.path, .post, [0xFF, 0xFE], 400, .invalidRequest),
                (StartSignIn.path, .post, long, 413, .tooLarge),
                (ListDevices.path, .get, [], 401, .sessionInvalid),
                (VerifyCode.path, .post, Array("{}".utf8), 401, .clientRefused),
            ]
            for (path, method, body, status, code) in cases {
                let response = try await client.send(path, method: method, body: body)
                #expect(response.status.code == status, "\(path)")
                #expect(response.headers[.contentType] == "application/problem+json")
                #expect(response.headers[.cacheControl] == "no-store")
                let text = try JSONSerialization.jsonObject(with: response.data)
                let problem = try #require(text as? [String: Any])
                #expect(problem["status"] as? Int == status)
                #expect(problem["code"] as? String == code.rawValue)
                #expect(problem["type"] as? String == "urn:sparekey:problem:\(code.rawValue)")
                #expect((problem["title"] as? String)?.isEmpty == false)
                #expect((response.headers[.wwwAuthenticate] != nil) == (status == 401))
            }
        }
    }

    @Test func `a waiting time is in the header too`() async throws {
        try await TestService().run { client in
            for _ in 0..<5 {
                _ = try await client.start("nobody")
            }
            let (ke1, _) = try TestClient.opaque.generateKE1(password: SecretBytes(utf8: "x"))
            let request = StartSignIn.Request(username: "nobody", ke1: Bytes(ke1.bytes), knownDevice: nil)
            let body = Array(try JSONEncoder().encode(request))
            let response = try await client.send(StartSignIn.path, method: .post, body: body)
            let problem = try response.decode(Problem.self)
            #expect(response.status == .tooManyRequests)
            #expect(response.headers[.retryAfter] == problem.retryAfter.map(String.init))
        }
    }

    @Test func `fields that the service does not know are ignored`() async throws {
        try await TestService().run { client in
            let (ke1, _) = try TestClient.opaque.generateKE1(password: SecretBytes(utf8: "x"))
            let text = Data(ke1.bytes).base64EncodedString()
            let body = Array(#"{"username":"ada","ke1":"\#(text)","later":{"a":[1]}}"#.utf8)
            let response = try await client.send(StartSignIn.path, method: .post, body: body)
            #expect(response.status == .ok)
        }
    }

    @Test func `anyone can ask for the clock and the health of the service`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let time = try await client.call(ReadTime.self, Nothing()).time
            #expect(time == Int64(service.clock.now.timeIntervalSince1970 * 1000))
            let health = try await client.send("/healthz", method: .get, body: [])
            #expect(health.status == .ok)
            #expect(health.headers[.cacheControl] == "no-store")
        }
    }

    @Test func `the log holds one line a request and nothing of the user`() async throws {
        let lines = InMemoryLogHandler()
        let service = try await TestService(log: Logger(label: "test") { _ in lines })
        try await service.run { client in
            try await client.register()
            _ = try await client.signIn()
            _ = try await client.send("/secret?user=ada", method: .get, body: [])
        }
        let text = lines.entries.map { "\($0.message) \($0.metadata)" }
        #expect(lines.entries.count == 5)
        #expect(text.allSatisfy { $0.contains("request") && $0.contains(" ms") })
        #expect(text.filter { $0.contains(" ms request.not-found ") }.count == 1)
        // Not the bare name: a request's identifier is hexadecimal.
        for canary in ["ada@", "=ada", "example.org", "203.0.113.1", "phone", "secret"] {
            #expect(!text.joined().contains(canary), "\(canary)")
        }
    }

    @Test func `what has expired is deleted after a while`() async throws {
        let service = try await TestService()
        try await service.run { client in
            try await client.register()
            _ = try await client.start("nobody")
            _ = try await RegistrationTests.start(client, "bob")
            _ = try await client.signIn(device: nil)
            service.clock.advance(8 * 86_400)
            await service.service.keepHouse()
        }
        for table in ["registration", "sign_in", "session", "attempt"] {
            #expect(try await service.count(table) == 0, "\(table)")
        }
        #expect(try await service.count("account") == 1)
    }

    @Test func `plain HTTP leaves the machine through a proxy only`() throws {
        var configuration = ServiceConfiguration(dataFolder: "", listen: ListenAddress(host: "0.0.0.0", port: 80))
        #expect(throws: ConfigurationError.plainHTTP) { try configuration.validate() }
        configuration.isBehindProxy = true
        try configuration.validate()
        configuration.isBehindProxy = false
        configuration.tls = TLSFiles(certificate: "/nowhere", key: "/nowhere")
        try configuration.validate()
        #expect(throws: ConfigurationError.invalidTLS) { try configuration.checkTLS() }
        for text in ["127.0.0.1:0", "localhost:1", "[::1]:8700"] {
            configuration = ServiceConfiguration(dataFolder: "", listen: try #require(ListenAddress(text)))
            try configuration.validate()
        }
        for text in ["", "8700", "127.0.0.1", ":1", "::1:8700", "127.0.0.1:70000"] {
            #expect(ListenAddress(text) == nil, "\(text)")
        }
        #expect(ListenAddress("127.evil.example:80")?.isLoopback == false)
    }
}
