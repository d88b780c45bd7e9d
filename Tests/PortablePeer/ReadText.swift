import OutsideText

/// What the rules for text from outside make of one.
enum ReadText {
    static func answer(_ text: String) -> String {
        var parts = [
            number(text, Int8.self), number(text, UInt16.self), number(text, Int32.self), number(text, UInt32.self),
            number(text, Int64.self), number(text, UInt64.self),
            PortRule.port(text).map { "\($0)" } ?? "-",
            ShownText.line(text), ShownText.lines(text), ShownText.jsonEscaped(text), HTMLText.escape(text),
            String(text.trimmed()), String(text.trimmedEnd()), String(text.before(":")), String(text.scalarPrefix(3)),
            text.replaced("0", by: "<>"), NearestWord.of(text, among: ["backup", "recover", "storage"]) ?? "-",
            Placeholders.fill(text, ["a": "b"]), text.lowercased(),
            "\(ShownText.isShown(text)) \(UserNameRule.hasPlainSigns(text)) \(LoopbackHost.isLoopback(text))",
        ]
        for piece in text.pieces(at: ",", most: 3, keepingEmpty: true) { parts.append(String(piece)) }
        if let (before, after) = text.cut(atLast: ".") { parts += [String(before), String(after)] }
        return parts.joined(separator: "\u{1F}")
    }

    private static func number<Number: FixedWidthInteger>(_ text: String, _ type: Number.Type) -> String {
        text.number(type).map { "\($0)" } ?? "-"
    }
}
