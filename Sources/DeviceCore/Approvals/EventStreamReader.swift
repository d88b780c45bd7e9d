import OutsideText

/// What a stream of server-sent events brings.
struct StreamEvent: Sendable, Equatable {
    /// The last `id` seen; nil before the first.
    let id: String?
    /// The event's name; empty where the block only moved the `id` on.
    let name: String
    /// The event's data.
    let data: String
}

/// Reads `text/event-stream` (WHATWG HTML section 9.2.6) bit by bit.
struct EventStreamReader: Sendable {
    /// No line of the service is longer.
    static let lineLimit = 1 << 16
    /// No event of the service has longer data.
    static let eventLimit = 1 << 17
    /// No event of the service has more lines of data.
    static let linesLimit = 1 << 10
    private var line: [UInt8] = []
    private var sawReturn = false
    private var id: String?
    private var isNewID = false
    private var name = ""
    private var data: [String] = []
    private var length = 0

    /// Takes the next bytes and returns the events that they complete; throws for what is too long.
    mutating func read(_ bytes: [UInt8]) throws(EventStreamError) -> [StreamEvent] {
        var events: [StreamEvent] = []
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\n") where sawReturn: sawReturn = false
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                sawReturn = byte == UInt8(ascii: "\r")
                if let event = try endLine() { events.append(event) }
            default:
                sawReturn = false
                guard line.count < Self.lineLimit else { throw .lineTooLong }
                line.append(byte)
            }
        }
        return events
    }

    private mutating func endLine() throws(EventStreamError) -> StreamEvent? {
        let text = String(decoding: line, as: UTF8.self)
        line.removeAll(keepingCapacity: true)
        guard !text.isEmpty else { return endBlock() }
        let (name, rest) = text.cut(at: ":") ?? (Substring(text), "")
        let value = rest.without(prefix: " ") ?? rest
        switch name {
        case "id" where !value.utf8.contains(0):
            id = String(value)
            isNewID = true
        case "event": self.name = String(value)
        case "data":
            length += value.utf8.count
            // Empty lines take room as well.
            guard length <= Self.eventLimit, data.count < Self.linesLimit else { throw .eventTooLong }
            data.append(String(value))
        // A comment, whose name is empty, or a field that means nothing here.
        default: break
        }
        return nil
    }

    private mutating func endBlock() -> StreamEvent? {
        defer {
            (name, isNewID) = ("", false)
            data.removeAll()
            length = 0
        }
        guard !data.isEmpty || isNewID else { return nil }
        return StreamEvent(id: id, name: data.isEmpty ? "" : name, data: data.joined(separator: "\n"))
    }
}

/// Why a stream cannot be read.
enum EventStreamError: Error, Sendable {
    /// A line is longer than any of the service.
    case lineTooLong
    /// An event is longer than any of the service.
    case eventTooLong
    /// An event does not hold what its name says.
    case invalidEvent
}
