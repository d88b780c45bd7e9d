/// Text as HTML, which a browser reads byte by byte.
package enum HTMLText {
    /// The text for an element's contents or a quoted attribute.
    package static func escape(_ text: some StringProtocol) -> String {
        var html: [UInt8] = []
        html.reserveCapacity(text.utf8.count)
        escape(text.utf8, to: &html)
        return String(decoding: html, as: UTF8.self)
    }

    /// Appends the bytes of a text, for an element's contents or a quoted attribute.
    package static func escape(_ text: some Sequence<UInt8>, to html: inout [UInt8]) {
        for byte in text {
            switch byte {
            case UInt8(ascii: "<"): html += "&lt;".utf8
            case UInt8(ascii: ">"): html += "&gt;".utf8
            case UInt8(ascii: "&"): html += "&amp;".utf8
            case UInt8(ascii: "\""): html += "&quot;".utf8
            case UInt8(ascii: "'"): html += "&#39;".utf8
            default: html.append(byte)
            }
        }
    }
}
