import OutsideText

/// Bytes as text between a line that begins them and one that ends them, RFC 7468.
package enum PEM {
    /// The contents of all blocks with a label, in their order; nil where one does not end or is no Base64.
    package static func decode(_ text: [UInt8], label: String) -> [[UInt8]]? {
        let begin = "-----BEGIN " + label + "-----"
        let end = "-----END " + label + "-----"
        var blocks: [[UInt8]] = []
        var digits: String?
        for line in text.split(separator: UInt8(ascii: "\n")) {
            let line = String(decoding: line, as: UTF8.self).trimmed()
            if line.isSame(as: begin) {
                guard digits == nil else { return nil }
                digits = ""
            } else if line.isSame(as: end), let whole = digits {
                guard let block = Base64.decode(whole) else { return nil }
                blocks.append(block)
                digits = nil
            } else if digits != nil {
                digits? += line
            }
        }
        return digits == nil ? blocks : nil
    }
}
