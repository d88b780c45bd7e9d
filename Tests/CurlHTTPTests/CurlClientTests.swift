import CurlHTTP
import HTTPExchange
import Testing

/// What is sent is what was asked for, and what comes back is what was said.
@Suite struct CurlClientTests {
    @Test func `a request arrives as it is, and its answer comes back whole`() async throws {
        let server = LoopbackServer { _ in LoopbackServer.answer(201, "made", "X-Place:  here ", "X-Empty:") }
        let body = [UInt8](repeating: 65, count: 300_000)
        let call = HTTPCall(
            method: .PUT,
            url: server.url + "/a/../b%2F?x=%20",
            headers: ["Content-Type": "application/octet-stream", "X-None": ""],
            body: body
        )
        let answer = try await client().send(call, limits())
        #expect(answer.status == 201)
        #expect(answer.body == Array("made".utf8))
        #expect(answer.headers.first(name: "x-place") == "here")
        #expect(answer.headers.first(name: "x-empty") == "")
        let asked = try #require(server.asked.first)
        #expect(asked.lines.first == "PUT /a/../b%2F?x=%20 HTTP/1.1")
        #expect(asked.field("Host") == "127.0.0.1:\(server.port)")
        #expect(asked.field("Content-Type") == "application/octet-stream")
        #expect(asked.field("Content-Length") == "300000")
        #expect(asked.field("Accept-Encoding") == "identity")
        #expect(asked.field("User-Agent") == "sparekey")
        #expect(asked.lines.contains("X-None:"))
        #expect(asked.field("Expect") == nil)
        #expect(asked.body == body)
    }

    @Test(
        arguments: [
            (HTTPMethod.GET, nil), (.DELETE, nil), (.POST, "0"), (.PUT, "0"), (.MKCOL, "0"), (.MOVE, "0"),
        ] as [(HTTPMethod, String?)]
    )
    func `a request without a body says so where one is expected`(method: HTTPMethod, length: String?) async throws {
        let server = LoopbackServer { _ in LoopbackServer.answer(200, "x") }
        let answer = try await client().send(HTTPCall(method: method, url: server.url), limits())
        #expect(answer.body == Array("x".utf8))
        let asked = try #require(server.asked.first)
        #expect(asked.lines.first == "\(method.rawValue) / HTTP/1.1")
        #expect(asked.field("Content-Length") == length)
        #expect(asked.field("Content-Type") == nil)
    }

    @Test func `the answer to a HEAD has no body, whatever length it tells`() async throws {
        let server = LoopbackServer { _ in [.say("HTTP/1.1 200 x\r\nContent-Length: 5000\r\n\r\n")] }
        let answer = try await client().send(HTTPCall(method: .HEAD, url: server.url), limits())
        #expect(answer.status == 200 && answer.body.isEmpty)
    }

    @Test func `an interim answer is not taken for the answer`() async throws {
        let server = LoopbackServer { _ in
            [.say("HTTP/1.1 103 x\r\nX-Early: 1\r\n\r\n")] + LoopbackServer.answer(200, "x")
        }
        let answer = try await get(server.url)
        #expect(answer.status == 200)
        #expect(answer.headers.first(name: "X-Early") == nil)
    }

    @Test(arguments: [
        (HTTPMethod.POST, [UInt8]()), (.PUT, []), (.DELETE, []), (.MKCOL, []), (.MOVE, []), (.POST, [1]),
    ])
    func `what may have been done already is not asked for again`(method: HTTPMethod, body: [UInt8]) async throws {
        let server = LoopbackServer { asked in
            asked.lines[0].hasPrefix("GET /first ") ? LoopbackServer.answer(200, "x") : [.hangUp]
        }
        try await client().inTurn { send in
            _ = try send(HTTPCall(method: .GET, url: server.url + "/first"))
            let call = HTTPCall(method: method, url: server.url + "/then", body: body)
            #expect(throws: NetworkFailure.unreachable) { try send(call) }
        }
        #expect(server.asked.map(\.connection) == [0, 0])
    }

    @Test func `what only asks is asked again where a kept connection breaks`() async throws {
        let server = LoopbackServer { asked in
            asked.lines[0].hasPrefix("GET /first ") || asked.connection > 0
                ? LoopbackServer.answer(200, "x") : [.hangUp]
        }
        try await client().inTurn { send in
            _ = try send(HTTPCall(method: .GET, url: server.url + "/first"))
            #expect(try send(HTTPCall(method: .GET, url: server.url + "/then")).status == 200)
        }
        #expect(server.asked.map(\.connection) == [0, 0, 1])
    }

    @Test func `what comes behind the body changes nothing of the answer`() async throws {
        let behind = "HTTP/1.1 200 X: y\r\nX-Place: there\r\nX-Late: 1\r\n\r\n"
        let server = LoopbackServer { _ in
            let head = "HTTP/1.1 500 x\r\nX-Place: here\r\nTransfer-Encoding: chunked\r\n\r\n"
            return [.say(head + "2\r\nno\r\n0\r\n" + behind)]
        }
        let answer = try await get(server.url)
        #expect(answer.status == 500)
        #expect(answer.body == Array("no".utf8))
        #expect(answer.headers.list(name: "X-Place") == ["here"])
        #expect(answer.headers.first(name: "X-Late") == nil)
    }

    @Test(arguments: [301, 302, 303, 307, 308])
    func `a redirection is not followed`(status: Int) async throws {
        let elsewhere = LoopbackServer { _ in LoopbackServer.answer(200) }
        let server = LoopbackServer { _ in LoopbackServer.answer(status, "", "Location: \(elsewhere.url)/") }
        let answer = try await get(server.url)
        #expect(answer.status == status)
        #expect(elsewhere.asked.isEmpty)
    }

    @Test func `no cookie is sent back`() async throws {
        let server = LoopbackServer { _ in LoopbackServer.answer(200, "", "Set-Cookie: a=b; Path=/") }
        for _ in 0..<2 { _ = try await get(server.url) }
        #expect(server.asked.map { $0.field("Cookie") } == [nil, nil])
    }

    @Test func `a header field cannot begin another`() async throws {
        let server = LoopbackServer { _ in LoopbackServer.answer(200) }
        for (name, value) in [("X", "a\r\nY: b"), ("X\r\nY", "b"), ("X: Y", "b"), ("", "b"), ("X", "a\0")] {
            let call = HTTPCall(method: .GET, url: server.url, headers: HTTPHeaders([(name, value)]))
            await #expect(throws: NetworkFailure.unreachable) { try await client().send(call, limits()) }
        }
        #expect(server.asked.isEmpty)
    }

    @Test(arguments: [
        "ftp://127.0.0.1/", "file:///etc/passwd", "127.0.0.1", "http://a:b@127.0.0.1:1/", "", "http://\0/",
    ])
    func `only addresses of the web without a password are asked`(url: String) async {
        await #expect(throws: NetworkFailure.unreachable) { try await get(url) }
    }

    @Test func `a connection is used again, until it was idle for too long`() async throws {
        let server = LoopbackServer { _ in LoopbackServer.answer(200, "x") }
        try await client().inTurn { send in
            for _ in 0..<3 { _ = try send(HTTPCall(method: .GET, url: server.url)) }
        }
        #expect(server.asked.map(\.connection) == [0, 0, 0])
        let impatient = client(idle: .zero)
        for _ in 0..<2 {
            _ = try await impatient.send(HTTPCall(method: .GET, url: server.url), limits())
            try await Task.sleep(for: .seconds(1))
        }
        #expect(server.asked.map(\.connection) == [0, 0, 0, 1, 2])
    }
}
