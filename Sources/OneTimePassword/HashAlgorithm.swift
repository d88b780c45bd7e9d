import OutsideText

/// The hash function under the HMAC of a one-time password.
package enum HashAlgorithm: String, Sendable, Hashable, CaseIterable {
    case sha1 = "SHA1"
    case sha256 = "SHA256"
    case sha512 = "SHA512"

    /// Reads the spellings found in the wild, such as `sha-256`, `HmacSHA256` and `HMAC-SHA-256`.
    package init?(name: String) {
        var letters = name.uppercased().filter { !"-_ ".contains($0) }
        if letters.begins(with: "HMAC") {
            letters.removeFirst(4)
        }
        self.init(rawValue: letters)
    }
}
