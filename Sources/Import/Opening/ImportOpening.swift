import Encodings
package import Primitives

/// What opens the sealed files of other apps.
package struct ImportOpening: Sendable {
    /// The password that the person gave, in UTF-8; nil where none was given.
    package let password: SecretBytes?
    /// The ciphers of this system.
    package let ciphers: any ImportCiphers

    /// A password, or none, and what ciphers there are.
    package init(password: SecretBytes?, ciphers: any ImportCiphers) {
        (self.password, self.ciphers) = (password, ciphers)
    }

    /// The password; throws where there is none.
    func neededPassword() throws(ImportError) -> SecretBytes {
        guard let password, password.count > 0 else { throw .passwordNeeded }
        return password
    }
}

/// The ciphers of other apps, which this app's own formats do not use: each system brings its own.
///
/// All of it takes what a file says, so each refuses lengths and costs beyond its bounds with nil or
/// ``ImportError/tooCostly``.
package protocol ImportCiphers: AnyObject, Sendable {
    /// Opens AES-GCM (NIST SP 800-38D) with a nonce of 12 or 16 bytes and a tag of 16; nil where it does not open.
    func openAESGCM(
        _ ciphertext: [UInt8],
        tag: [UInt8],
        key: SecretBytes,
        nonce: [UInt8],
        additionalData: [UInt8]
    ) -> SecretBytes?

    /// Opens AES-CBC with the padding of PKCS #7 and an initial vector of 16 bytes; nil where the padding is wrong.
    func openAESCBC(_ ciphertext: [UInt8], key: SecretBytes, vector: [UInt8]) -> SecretBytes?

    /// PBKDF2 with HMAC (RFC 8018).
    func pbkdf2(
        _ hash: ImportHash,
        password: SecretBytes,
        salt: [UInt8],
        iterations: Int,
        count: Int
    ) throws(ImportError) -> SecretBytes

    /// scrypt (RFC 7914).
    func scrypt(
        password: SecretBytes,
        salt: [UInt8],
        cost: Int,
        blockSize: Int,
        parallelism: Int,
        count: Int
    ) throws(ImportError) -> SecretBytes

    /// Argon2id version 0x13 (RFC 9106).
    func argon2id(
        password: SecretBytes,
        salt: [UInt8],
        memoryKiB: Int,
        iterations: Int,
        lanes: Int,
        count: Int
    ) throws(ImportError) -> SecretBytes
}

/// The hash functions under PBKDF2.
package enum ImportHash: Sendable {
    case sha1, sha256, sha512
}

/// What deriving a key from a password may cost.
package enum ImportCost {
    /// The most memory in KiB: 1 GiB.
    package static let memoryKiB = 1 << 20
    /// The most iterations of PBKDF2: about ten seconds.
    package static let iterations = 10_000_000
    /// The most memory in KiB times passes over it: about ten seconds.
    package static let work = 8 << 20
}
