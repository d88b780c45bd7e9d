package import Primitives

/// The codes of Steam Guard: the number of a SHA-1 HOTP written with five letters of Steam’s alphabet.
package enum SteamGuard {
    /// The number of letters in a code.
    package static let codeLength = 5

    private static let alphabet = Array("23456789BCDFGHJKMNPQRTVWXY".utf8)

    /// The five letters of `counter`, the least significant one first.
    package static func code(secret: SecretBytes, counter: UInt64) -> String {
        // A number of 31 bits, which fits wherever this runs.
        var rest = Int(truncatingIfNeeded: HOTP.truncatedCode(secret: secret, counter: counter, algorithm: .sha1))
        var letters: [UInt8] = []
        letters.reserveCapacity(codeLength)
        for _ in 0..<codeLength {
            letters.append(alphabet[rest % alphabet.count])
            rest /= alphabet.count
        }
        return String(decoding: letters, as: UTF8.self)
    }
}
