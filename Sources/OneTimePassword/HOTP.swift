package import Primitives

/// The HMAC-based one-time password of RFC 4226, extended to the hash functions of RFC 6238.
package enum HOTP {
    /// The code of `counter` with 4 to 10 digits.
    package static func code(
        secret: SecretBytes,
        counter: UInt64,
        digits: Int,
        algorithm: HashAlgorithm
    ) -> String {
        precondition(OTPParameters.allowedDigits.contains(digits), "digits come from OTPParameters")
        var rest = truncatedCode(secret: secret, counter: counter, algorithm: algorithm)
        var text: [UInt8] = Array(repeating: UInt8(ascii: "0"), count: digits)
        // The 31-bit number has at most ten digits, so the remainder modulo 10^digits is its last `digits` digits.
        for index in text.indices.reversed() {
            text[index] += UInt8(rest % 10)
            rest /= 10
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The 31-bit number that RFC 4226 takes out of the HMAC of `counter`.
    static func truncatedCode(secret: SecretBytes, counter: UInt64, algorithm: HashAlgorithm) -> UInt32 {
        let message = bigEndianBytes(counter)
        return switch algorithm {
        case .sha1: truncate(HMAC<SHA1>.authenticationCode(for: message, using: secret))
        case .sha256: truncate(HMAC<SHA256>.authenticationCode(for: message, using: secret))
        case .sha512: truncate(HMAC<SHA512>.authenticationCode(for: message, using: secret))
        }
    }

    private static func bigEndianBytes(_ counter: UInt64) -> [UInt8] {
        [
            UInt8(truncatingIfNeeded: counter >> 56), UInt8(truncatingIfNeeded: counter >> 48),
            UInt8(truncatingIfNeeded: counter >> 40), UInt8(truncatingIfNeeded: counter >> 32),
            UInt8(truncatingIfNeeded: counter >> 24), UInt8(truncatingIfNeeded: counter >> 16),
            UInt8(truncatingIfNeeded: counter >> 8), UInt8(truncatingIfNeeded: counter),
        ]
    }

    // Dynamic truncation, RFC 4226 section 5.3: the low four bits of the last byte say where the number starts.
    private static func truncate(_ mac: [UInt8]) -> UInt32 {
        let offset = Int(mac[mac.count - 1] & 0x0f)
        return UInt32(mac[offset] & 0x7f) << 24
            | UInt32(mac[offset + 1]) << 16
            | UInt32(mac[offset + 2]) << 8
            | UInt32(mac[offset + 3])
    }
}
