/// The characters of codes that people copy from paper or a screen: Crockford's, without I, L, O and U, which are
/// misread or make words.
package enum CodeAlphabet {
    /// The 32 characters, each of which stands for its place.
    package static let characters = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    /// Whether a byte belongs to a code; whatever is no letter or digit is skipped when a code is read.
    package static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & ~0x20)
    }

    /// What a letter or digit stands for: either case, O for 0, I and L for 1; nil for U and what is neither.
    package static func symbol(of byte: UInt8) -> UInt8? {
        let upper = byte >= 0x61 ? byte - 0x20 : byte
        let read =
            switch upper {
            case UInt8(ascii: "O"): UInt8(ascii: "0")
            case UInt8(ascii: "I"), UInt8(ascii: "L"): UInt8(ascii: "1")
            default: upper
            }
        return characters.firstIndex(of: read).map { UInt8($0) }
    }
}
