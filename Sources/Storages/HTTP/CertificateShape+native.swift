/// The outermost shape of a certificate, RFC 5280 section 4.1: what is signed, by which method, and the signature.
///
/// What is in it is read by the library that trusts it.
enum CertificateShape {
    static func fits(_ bytes: [UInt8]) -> Bool {
        guard let (tag, inside) = element(bytes[...]), tag == 0x30, inside.endIndex == bytes.endIndex else {
            return false
        }
        var rest = inside
        var tags: [UInt8] = []
        while !rest.isEmpty {
            guard tags.count < 3, let (tag, contents) = element(rest) else { return false }
            tags.append(tag)
            rest = rest[contents.endIndex...]
        }
        return tags == [0x30, 0x30, 0x03]
    }

    /// The first element of DER, X.690 section 8.1: its tag and its contents; nil where it is cut.
    private static func element(_ bytes: ArraySlice<UInt8>) -> (tag: UInt8, contents: ArraySlice<UInt8>)? {
        guard bytes.count >= 2 else { return nil }
        let tag = bytes[bytes.startIndex]
        var length = Int(bytes[bytes.startIndex + 1])
        var start = bytes.startIndex + 2
        if length >= 0x80 {
            let digits = bytes[start...].prefix(length - 0x80)
            guard 1...4 ~= length - 0x80, digits.count == length - 0x80 else { return nil }
            length = digits.reduce(0) { $0 << 8 | Int($1) }
            start = digits.endIndex
        }
        guard length <= bytes.endIndex - start else { return nil }
        return (tag, bytes[start..<start + length])
    }
}
