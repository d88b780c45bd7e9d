import Foundation
import OutsideText

extension ServiceWords {
    /// The languages of an `Accept-Language` header, the most wanted first (RFC 9110 section 12.5.4).
    static func wishes(_ header: String?) -> [String] {
        let ranges = (header ?? "").scalarPrefix(500).pieces(at: ",").map { range in
            let parts = range.pieces(at: ";").map { $0.trimmed() }
            let quality = parts.dropFirst().compactMap { $0.without(prefix: "q=") }.first.flatMap { Double($0) } ?? 1
            return (tag: parts.first.map(String.init) ?? "", quality: quality)
        }
        // A sort that keeps the order of equals.
        let ordered = ranges.enumerated().sorted { ($1.element.quality, $0.offset) < ($0.element.quality, $1.offset) }
        return ordered.map(\.element).filter { $0.quality > 0 }.map(\.tag)
    }

    /// The sentence of a page's key.
    func page(_ key: String, _ values: [String: String] = [:]) -> String {
        text("page.\(key)", values)
    }

    /// A point in time as people of this language write it, in UTC, to the minute.
    func moment(_ time: Milliseconds) -> String {
        let date = Date(timeIntervalSince1970: Double(time) / 1000)
        var style = Date.FormatStyle.dateTime.day().month(.wide).year().hour().minute()
        style.locale = Locale(identifier: language)
        style.timeZone = .gmt
        let text = date.formatted(style)
        // French has a number of its own for the first of a month.
        guard language == "fr", let rest = text.without(prefix: "1 ") else { return "\(text) UTC" }
        return "1er \(rest) UTC"
    }

    /// The same for a page, on which a date stays on one line.
    func unbrokenMoment(_ time: Milliseconds) -> String {
        let parts = moment(time).pieces(at: " ")
        let day = parts.prefix(3).joined(separator: "\u{A0}")
        return ([day] + parts.dropFirst(3).map(String.init)).joined(separator: " ")
    }
}
