import CurlHTTP
import HTTPExchange
import Testing

/// Each way in which a server can fail is told, and none passes for an answer.
@Suite struct NetworkFailureTests {
    @Test(arguments: [
        ("no byte", [LoopbackServer.Act.hangUp]),
        ("half a head", [.say("HTTP/1.1 200 x\r\nContent-"), .hangUp]),
        ("half a body", [.say("HTTP/1.1 200 x\r\nContent-Length: 10\r\n\r\nhello"), .hangUp]),
        ("half a chunk", [.say("HTTP/1.1 200 x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel"), .hangUp]),
        ("two lengths", [.say("HTTP/1.1 200 x\r\nContent-Length: 5\r\nContent-Length: 2\r\n\r\nhello")]),
        ("no HTTP", [.say("220 mail.example.org ready\r\n"), .hangUp]),
    ])
    func `an answer that is not whole is none`(name: String, acts: [LoopbackServer.Act]) async {
        let server = LoopbackServer { _ in acts }
        await #expect(throws: NetworkFailure.unreachable) { try await get(server.url) }
        #expect(server.asked.count == 1)
    }

    @Test func `a port that nobody listens on, and a name that nobody has, are unreachable`() async {
        await #expect(throws: NetworkFailure.unreachable) { try await get("http://127.0.0.1:1/") }
        await #expect(throws: NetworkFailure.unreachable) { try await get("http://nobody.invalid/") }
    }

    @Test func `a server without TLS is unreachable over https`() async {
        let server = LoopbackServer { _ in LoopbackServer.answer(200) }
        await #expect(throws: NetworkFailure.unreachable) { try await get("https://127.0.0.1:\(server.port)/") }
        #expect(server.asked.isEmpty)
    }

    @Test(arguments: [
        ("from the start", [LoopbackServer.Act.stall]),
        ("in the middle", [.say("HTTP/1.1 200 x\r\nContent-Length: 10\r\n\r\nhello"), .stall]),
    ])
    func `silence is not waited for longer than was said`(name: String, acts: [LoopbackServer.Act]) async {
        let server = LoopbackServer { _ in acts }
        await #expect(throws: NetworkFailure.unreachable) {
            try await get(server.url, limits(read: .milliseconds(200)))
        }
        #expect(server.asked.count == 1)
    }

    @Test func `a server that never stops is not waited for for ever`() async {
        let part = [LoopbackServer.Act.say("1\r\nx\r\n"), .pause(.milliseconds(100))]
        let server = LoopbackServer { _ in
            [.say("HTTP/1.1 200 x\r\nTransfer-Encoding: chunked\r\n\r\n")]
                + Array(repeating: part, count: 600).flatMap { $0 }
        }
        await #expect(throws: NetworkFailure.unreachable) { try await get(server.url, limits(whole: .seconds(1))) }
        #expect(server.asked.count == 1)
    }

    @Test func `a body longer than was asked for is not read, however it is announced`() async {
        let long = String(repeating: "x", count: 1001)
        let chunk = "1f4\r\n" + String(repeating: "x", count: 500) + "\r\n"
        let announced = LoopbackServer { _ in [.say("HTTP/1.1 200 x\r\nContent-Length: 1001\r\n\r\n"), .stall] }
        await #expect(throws: NetworkFailure.tooLarge) { try await get(announced.url) }
        let beyondNumbers = LoopbackServer { _ in
            [.say("HTTP/1.1 200 x\r\nContent-Length: 99999999999999999999\r\n\r\nhello"), .hangUp]
        }
        await #expect(throws: NetworkFailure.tooLarge) { try await get(beyondNumbers.url) }
        let unannounced = LoopbackServer { _ in
            [.say("HTTP/1.1 200 x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk + chunk + chunk), .stall]
        }
        await #expect(throws: NetworkFailure.tooLarge) { try await get(unannounced.url) }
        let untilTheEnd = LoopbackServer { _ in [.say("HTTP/1.1 200 x\r\n\r\n" + long), .stall] }
        await #expect(throws: NetworkFailure.tooLarge) { try await get(untilTheEnd.url) }
    }

    @Test func `a body as long as was asked for is read`() async throws {
        let server = LoopbackServer { _ in LoopbackServer.answer(200, String(repeating: "x", count: 1000)) }
        #expect(try await get(server.url).body.count == 1000)
    }

    @Test func `of a long answer that reports a failure, the beginning is read`() async throws {
        let server = LoopbackServer { _ in LoopbackServer.answer(503, String(repeating: "x", count: 1 << 20)) }
        let answer = try await get(server.url)
        #expect(answer.status == 503)
        #expect((1 << 16...1 << 17).contains(answer.body.count))
    }

    @Test func `a head without an end is not read for ever`() async {
        let lines = String(repeating: "X: " + String(repeating: "x", count: 1000) + "\r\n", count: 400)
        let server = LoopbackServer { _ in [.say("HTTP/1.1 200 x\r\n" + lines), .stall] }
        await #expect(throws: NetworkFailure.unreachable) { try await get(server.url) }
    }

    @Test func `a caller that stops waiting continues at once, and the connection is dropped`() async throws {
        let server = LoopbackServer { _ in [.stall] }
        let task = Task { try await get(server.url) }
        while server.asked.isEmpty { try await Task.sleep(for: .milliseconds(10)) }
        task.cancel()
        await #expect(throws: NetworkFailure.cancelled) { try await task.value }
        while server.hungUp == 0 { try await Task.sleep(for: .milliseconds(10)) }
        #expect(server.asked.count == 1)
    }

    @Test func `nothing is asked for a task that was cancelled before`() async {
        let server = LoopbackServer { _ in LoopbackServer.answer(200) }
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return try await get(server.url)
        }
        task.cancel()
        await #expect(throws: NetworkFailure.cancelled) { try await task.value }
        #expect(server.asked.isEmpty)
    }
}
