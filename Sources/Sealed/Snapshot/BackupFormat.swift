package import Primitives

/// The lengths and the hash that the formats of a backup share.
package enum BackupFormat {
    package static let keyLength = 32
    package static let hashLength = 32

    package static func sha256(_ bytes: [UInt8]) -> [UInt8] {
        SHA256.hash(bytes)
    }

    /// The hash of a secret of megabytes, which compares faster than the secret itself.
    package static func sha256(_ secret: SecretBytes) -> [UInt8] {
        SHA256.hash(secret)
    }
}
