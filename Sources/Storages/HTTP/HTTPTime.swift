import Encodings
import HTTPExchange
import OutsideText

/// The times of HTTP, RFC 9110 section 5.6.7, in the one form that servers may still write.
enum HTTPTime {
    /// Reads `Sun, 06 Nov 1994 08:49:37 GMT`; nil for anything else.
    static func parse(_ text: String) -> Instant? {
        let parts = text.pieces(at: " ").flatMap { $0.pieces(at: ":") }
        guard
            parts.count == 8, parts[7] == "GMT",
            let day = parts[1].number(Int.self), let month = Instant.month(named: parts[2]),
            let year = parts[3].number(Int.self), let hour = parts[4].number(Int.self),
            let minute = parts[5].number(Int.self), let second = parts[6].number(Int.self)
        else { return nil }
        return Instant(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
    }

    /// The seconds that a server asks to wait, given as a number or as a time by its own clock.
    static func retryAfter(_ headers: HTTPHeaders) -> Int? {
        guard let text = headers.first(name: "Retry-After") else { return nil }
        if let seconds = Int64(text) { return Int(clamping: max(0, seconds)) }
        guard let time = parse(text), let now = headers.first(name: "Date").flatMap(parse) else { return nil }
        return max(0, Int(clamping: time.seconds(since: now)))
    }
}
