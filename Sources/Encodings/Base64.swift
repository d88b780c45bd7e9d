/// Base64 with padding, and its form for addresses without (RFC 4648 sections 4 and 5).
package enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let urlAlphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    private static let padding = UInt8(ascii: "=")

    /// Encodes with padding.
    package static func encode(_ bytes: some Sequence<UInt8>) -> String {
        var text = digits(bytes, alphabet)
        while !text.count.isMultiple(of: 4) { text.append(padding) }
        return String(decoding: text, as: UTF8.self)
    }

    /// Encodes for addresses: minus and low line for plus and slash, no padding.
    package static func encodeForURL(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: digits(bytes, urlAlphabet), as: UTF8.self)
    }

    /// Decodes a text with its padding; nil for anything else, white space too.
    package static func decode(_ text: some StringProtocol) -> [UInt8]? {
        var digits = Array(text.utf8)
        guard digits.count.isMultiple(of: 4) else { return nil }
        for _ in 0..<2 where digits.last == padding { digits.removeLast() }
        return bytes(digits, plus: UInt8(ascii: "+"), slash: UInt8(ascii: "/"))
    }

    /// Decodes a text for addresses, without padding; nil for anything else.
    package static func decodeForURL(_ text: some StringProtocol) -> [UInt8]? {
        bytes(Array(text.utf8), plus: UInt8(ascii: "-"), slash: UInt8(ascii: "_"))
    }

    private static func digits(_ bytes: some Sequence<UInt8>, _ alphabet: [UInt8]) -> [UInt8] {
        var digits: [UInt8] = []
        digits.reserveCapacity((bytes.underestimatedCount + 2) / 3 * 4)
        var buffer: UInt32 = 0
        var bufferedBits = 0
        for byte in bytes {
            buffer = buffer << 8 | UInt32(byte)
            bufferedBits += 8
            while bufferedBits >= 6 {
                bufferedBits -= 6
                digits.append(alphabet[Int(buffer >> bufferedBits & 63)])
            }
            buffer &= (1 << bufferedBits) - 1
        }
        if bufferedBits > 0 { digits.append(alphabet[Int(buffer << (6 - bufferedBits) & 63)]) }
        return digits
    }

    // The bits that fill up the last digit are not looked at: some encoders leave something there.
    private static func bytes(_ digits: [UInt8], plus: UInt8, slash: UInt8) -> [UInt8]? {
        guard digits.count % 4 != 1 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count * 3 / 4)
        var buffer: UInt32 = 0
        var bufferedBits = 0
        for digit in digits {
            let value: UInt32
            switch digit {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = UInt32(digit) - 65
            case UInt8(ascii: "a")...UInt8(ascii: "z"): value = UInt32(digit) - 97 + 26
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = UInt32(digit) - 48 + 52
            case plus: value = 62
            case slash: value = 63
            default: return nil
            }
            buffer = buffer << 6 | value
            bufferedBits += 6
            if bufferedBits >= 8 {
                bufferedBits -= 8
                bytes.append(UInt8(truncatingIfNeeded: buffer >> bufferedBits))
                buffer &= (1 << bufferedBits) - 1
            }
        }
        return bytes
    }
}
