import Testing

@testable import DeviceCore

/// `text/event-stream` as WHATWG HTML section 9.2.6 reads it.
@Suite struct EventStreamReaderTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let text: String
        let events: [StreamEvent]
    }

    static let cases = [
        Case(
            testDescription: "a whole event",
            text: "id: 1\nevent: request\ndata: {}\n\n",
            events: [event("1", "request", "{}")]
        ),
        Case(testDescription: "a comment is no event", text: ": ping\n\n", events: []),
        Case(testDescription: "an identifier alone moves on", text: "id: 7\n\n", events: [event("7", "", "")]),
        Case(testDescription: "no blank after the colon", text: "event:a\ndata:b\n\n", events: [event(nil, "a", "b")]),
        Case(testDescription: "only one blank is dropped", text: "data:  b\n\n", events: [event(nil, "", " b")]),
        Case(testDescription: "data on several lines", text: "data: a\ndata: b\n\n", events: [event(nil, "", "a\nb")]),
        Case(
            testDescription: "other ends of lines",
            text: "data: a\r\n\r\ndata: b\r\r",
            events: [event(nil, "", "a"), event(nil, "", "b")]
        ),
        Case(
            testDescription: "unknown fields",
            text: "retry: 1000\nfoo: bar\n\ndata: a\n\n",
            events: [event(nil, "", "a")]
        ),
        Case(
            testDescription: "the identifier stays",
            text: "id: 1\ndata: a\n\ndata: b\n\n",
            events: [event("1", "", "a"), event("1", "", "b")]
        ),
        Case(testDescription: "an unfinished event is none", text: "data: a\n", events: []),
    ]

    private static func event(_ id: String?, _ name: String, _ data: String) -> StreamEvent {
        StreamEvent(id: id, name: name, data: data)
    }

    @Test(arguments: cases)
    func `a stream is read as it is specified, in whatever parts it comes`(stream: Case) throws {
        let bytes = Array(stream.text.utf8)
        for size in [1, 2, 3, 7, bytes.count] {
            var reader = EventStreamReader()
            var events: [StreamEvent] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                events += try reader.read(Array(bytes[start..<min(start + size, bytes.count)]))
            }
            #expect(events == stream.events)
        }
    }

    @Test func `a line without an end is refused`() throws {
        var reader = EventStreamReader()
        let part = [UInt8](repeating: 0x61, count: EventStreamReader.lineLimit)
        #expect(try reader.read(part).isEmpty)
        #expect(throws: EventStreamError.lineTooLong) { try reader.read([0x61]) }
    }

    @Test func `an event that never ends is refused`() throws {
        var reader = EventStreamReader()
        let line = Array("data: ".utf8) + [UInt8](repeating: 0x61, count: 1 << 15) + Array("\n".utf8)
        for _ in 0..<4 { #expect(try reader.read(line).isEmpty) }
        #expect(throws: EventStreamError.eventTooLong) { try reader.read(line) }
    }

    @Test func `an event of empty lines without end is refused`() throws {
        var reader = EventStreamReader()
        let lines = Array(String(repeating: "data:\n", count: EventStreamReader.linesLimit).utf8)
        #expect(try reader.read(lines).isEmpty)
        #expect(throws: EventStreamError.eventTooLong) { try reader.read(Array("data\n".utf8)) }
    }
}
