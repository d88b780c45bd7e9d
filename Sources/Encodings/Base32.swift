/// The Base32 of RFC 4648 section 6, read leniently because secrets are typed and pasted by people.
package enum Base32 {
    /// What a Base32 text holds.
    package struct Decoded: Sendable, CustomStringConvertible {
        /// The whole bytes of the text.
        package let bytes: [UInt8]
        /// Whether every bit of the text went into `bytes`: false for a length that RFC 4648 does not allow and for
        /// left-over bits that are not zero.
        package let isRegular: Bool

        /// A text that does not show the bytes.
        package var description: String { "Base32.Decoded(redacted)" }
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

    /// Decodes either case, with white space, hyphens and any padding at the end, and drops left-over bits.
    package static func decode(_ text: String) throws(Base32Error) -> Decoded {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count * 5 / 8)
        var buffer: UInt16 = 0
        var bufferedBits = 0
        var isPadded = false
        for scalar in text.unicodeScalars {
            guard let value = value(of: scalar) else {
                if scalar == "-" || scalar.properties.isWhitespace { continue }
                guard scalar == "=" else { throw .foreignCharacter }
                isPadded = true
                continue
            }
            guard !isPadded else { throw .foreignCharacter }
            buffer = buffer << 5 | value
            bufferedBits += 5
            if bufferedBits >= 8 {
                bufferedBits -= 8
                bytes.append(UInt8(truncatingIfNeeded: buffer >> bufferedBits))
            }
            buffer &= (1 << bufferedBits) - 1
        }
        // A last character that adds no bit to a byte leaves five bits or more: lengths 1, 3 and 6 modulo 8.
        return Decoded(bytes: bytes, isRegular: bufferedBits < 5 && buffer == 0)
    }

    /// Encodes in upper case without padding.
    package static func encode(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.underestimatedCount * 8 / 5 + 1)
        var buffer: UInt16 = 0
        var bufferedBits = 0
        for byte in Array(bytes) {
            buffer = buffer << 8 | UInt16(byte)
            bufferedBits += 8
            while bufferedBits >= 5 {
                bufferedBits -= 5
                text.append(alphabet[Int(buffer >> bufferedBits & 31)])
            }
            buffer &= (1 << bufferedBits) - 1
        }
        if bufferedBits > 0 {
            text.append(alphabet[Int(buffer << (5 - bufferedBits) & 31)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func value(of scalar: Unicode.Scalar) -> UInt16? {
        switch scalar {
        case "A"..."Z": UInt16(scalar.value - 65)
        case "a"..."z": UInt16(scalar.value - 97)
        case "2"..."7": UInt16(scalar.value - 50 + 26)
        default: nil
        }
    }
}

/// Why a text is not Base32.
package enum Base32Error: Error, Sendable, Hashable, CustomStringConvertible {
    /// A character stands outside the alphabet A-Z and 2-7, or behind the padding.
    case foreignCharacter

    /// The cause in words.
    package var description: String { "only the letters A to Z and the digits 2 to 7 are allowed" }
}
