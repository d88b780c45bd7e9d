import CurlHTTP
import Foundation
import HTTPExchange
import Testing

/// What goes through a proxy, and what is said of one that does not do its part.
@Suite struct ProxyTests {
    private func address(_ port: Int, isSOCKS: Bool = false, user: String? = nil) -> ProxyAddress {
        ProxyAddress(isSOCKS: isSOCKS, host: "127.0.0.1", port: port, user: user, password: user.map { _ in "sesame:" })
    }

    private func ask(_ url: String, through proxy: ProxyAddress) async throws(NetworkFailure) -> HTTPAnswer {
        try await client(through: proxy).send(HTTPCall(method: .GET, url: url), limits())
    }

    @Test func `the proxy is asked to connect, and gets its own password and nothing else`() async throws {
        let server = LoopbackServer { _ in LoopbackServer.answer(407, "", "Proxy-Authenticate: Basic realm=x") }
        let proxy = address(server.port, user: "me")
        let call = HTTPCall(
            method: .POST,
            url: "https://accounts.example.test/path",
            headers: ["Authorization": "secret"],
            body: [1]
        )
        await #expect(throws: NetworkFailure.proxyRefused(proxy)) {
            try await client(through: proxy).send(call, limits())
        }
        let asked = try #require(server.asked.first)
        #expect(asked.lines[0] == "CONNECT accounts.example.test:443 HTTP/1.1")
        #expect(asked.field("Proxy-Authorization") == "Basic " + Data("me:sesame:".utf8).base64EncodedString())
        #expect(asked.field("Authorization") == nil)
        #expect(!asked.lines.joined().contains("path"))
    }

    @Test(arguments: [403, 407, 502, 503])
    func `a proxy that refuses is reported`(status: Int) async {
        let server = LoopbackServer { _ in LoopbackServer.answer(status) }
        let proxy = address(server.port)
        await #expect(throws: NetworkFailure.proxyRefused(proxy)) {
            try await ask("https://a.example.test/", through: proxy)
        }
    }

    @Test(arguments: [false, true])
    func `a proxy that hangs up, or does not exist, is reported`(isSOCKS: Bool) async {
        let server = LoopbackServer { _ in [.hangUp] }
        for port in [server.port, 1] where !(isSOCKS && port != 1) {
            let proxy = address(port, isSOCKS: isSOCKS)
            await #expect(throws: NetworkFailure.proxyRefused(proxy)) {
                try await ask("https://a.example.test/", through: proxy)
            }
        }
    }

    @Test func `a SOCKS proxy is offered nothing but to go without a password`() async {
        let server = LoopbackServer { _ in [] }
        let proxy = address(server.port, isSOCKS: true)
        await #expect(throws: NetworkFailure.proxyRefused(proxy)) {
            try await ask("https://a.example.test/", through: proxy)
        }
        #expect(server.greetings == [[0]])
    }

    @Test func `what fails behind the proxy is not its fault`() async {
        let server = LoopbackServer { asked in
            asked.lines[0].hasPrefix("CONNECT ")
                ? [.say("HTTP/1.1 200 x\r\n\r\n"), .say("no TLS"), .hangUp] : [.hangUp]
        }
        await #expect(throws: NetworkFailure.unreachable) {
            try await ask("https://a.example.test/", through: address(server.port))
        }
    }
}
