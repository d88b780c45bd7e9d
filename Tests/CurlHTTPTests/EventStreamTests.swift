import CurlHTTP
import HTTPExchange
import Synchronization
import TestSupport
import Testing
import Threads

/// An answer without an end is passed on as it comes.
@Suite struct EventStreamTests {
    private struct Enough: Error {}

    private static let head = LoopbackServer.Act.say("HTTP/1.1 200 x\r\nContent-Type: text/event-stream\r\n\r\n")

    private func stream(_ url: String, _ take: @escaping @Sendable ([UInt8]) throws -> Void) async throws
        -> HTTPAnswer
    {
        try await client().stream(HTTPCall(method: .GET, url: url), limits(whole: nil), take)
    }

    @Test func `each part is passed on before the next is sent`() async throws {
        let server = LoopbackServer { asked in
            asked.lines[0].hasPrefix("GET /next ")
                ? LoopbackServer.answer(200) : [Self.head, .say("one"), .pause(.seconds(1)), .say("two"), .hangUp]
        }
        let parts = Mutex<[String]>([])
        let answer = try await stream(server.url) { part in
            parts.withLock { $0.append(String(decoding: part, as: UTF8.self)) }
            // It has time for something else.
            let next = HTTPCall(method: .GET, url: server.url + "/next")
            _ = try client().client.send(next, limits(), ThreadCancellation())
        }
        #expect(parts.withLock { $0 } == ["one", "two"])
        #expect(answer.status == 200 && answer.body.isEmpty)
    }

    @Test func `an answer that is no success is returned and not passed on`() async throws {
        let server = LoopbackServer { _ in LoopbackServer.answer(401, "no") }
        let answer = try await stream(server.url) { _ in Issue.record("It was passed on.") }
        #expect(answer.status == 401)
        #expect(answer.body == Array("no".utf8))
    }

    @Test func `a stream that breaks is reported`() async {
        let server = LoopbackServer { _ in
            [.say("HTTP/1.1 200 x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n"), .hangUp]
        }
        let heard = Counter()
        await #expect(throws: NetworkFailure.unreachable) {
            try await stream(server.url) { part in heard.add(part.count) }
        }
        #expect(heard.value == 3)
    }

    @Test func `a listener that has heard enough hangs up`() async throws {
        let server = LoopbackServer { _ in [Self.head, .say("one"), .stall] }
        await #expect(throws: Enough.self) { try await stream(server.url) { _ in throw Enough() } }
        while server.hungUp == 0 { try await Task.sleep(for: .milliseconds(10)) }
        #expect(server.asked.count == 1)
    }

    @Test func `a listener whose time is over hangs up`() async throws {
        let server = LoopbackServer { _ in [Self.head, .say("one"), .stall] }
        let isOver = await OwnThread.run {
            ThreadDeadline.within(.seconds(600), NeverCancelled()) { deadline in
                let call = HTTPCall(method: .GET, url: server.url)
                #expect(throws: NetworkFailure.cancelled) {
                    try client().client.stream(call, limits(whole: nil), deadline) { _ in
                        deadline.move(to: .milliseconds(20))
                    }
                }
                return deadline.isOver
            }
        }
        #expect(isOver)
        while server.hungUp == 0 { try await Task.sleep(for: .milliseconds(10)) }
    }

    @Test func `fifty open streams keep nobody else waiting`() async throws {
        let server = LoopbackServer { asked in
            asked.lines[0].hasPrefix("GET /stream ") ? [Self.head, .say("x"), .stall] : LoopbackServer.answer(200, "x")
        }
        let open = Counter()
        let streams = (0..<50).map { _ in
            Task { try await stream(server.url + "/stream") { _ in open.add(1) } }
        }
        while open.value < 50 { try await Task.sleep(for: .milliseconds(10)) }
        for _ in 0..<20 { #expect(try await get(server.url).body == Array("x".utf8)) }
        #expect(server.hungUp == 0)
        for stream in streams { stream.cancel() }
        for stream in streams { await #expect(throws: NetworkFailure.cancelled) { try await stream.value } }
        while server.hungUp < 50 { try await Task.sleep(for: .milliseconds(10)) }
    }
}
