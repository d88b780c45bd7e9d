import Primitives

/// The envelope of RFC 9807 section 4: it authenticates the keys that the password yields, and holds none of them.
struct Envelope: Sendable, Equatable {
    /// The nonce that separates this registration's keys from those of others.
    let nonce: [UInt8]
    /// The MAC over the nonce and the credentials in the clear.
    let tag: [UInt8]

    /// The envelope of a fake record, RFC 9807 section 6.3.2.2.
    static let zero = Envelope(
        nonce: [UInt8](repeating: 0, count: Length.nonce),
        tag: [UInt8](repeating: 0, count: Length.mac)
    )

    /// The structure's encoding.
    var bytes: [UInt8] { nonce + tag }

    /// What Store() and Recover() know of the client.
    struct Credentials: Sendable {
        /// The client's private key.
        let clientPrivateKey: SecretBytes
        /// The client's public key, which the password yields.
        let clientPublicKey: [UInt8]
        /// The key that only this client ever holds.
        let exportKey: SecretBytes
    }

    /// Store(), RFC 9807 section 4.1.2.
    static func store(
        randomizedPassword: SecretBytes,
        serverPublicKey: [UInt8],
        identities: Identities,
        nonce: [UInt8]
    ) throws(OPAQUEError) -> (envelope: Envelope, credentials: Credentials) {
        let credentials = try credentials(randomizedPassword: randomizedPassword, nonce: nonce)
        let cleartext = try cleartextCredentials(
            serverPublicKey,
            identities: identities,
            clientPublicKey: credentials.clientPublicKey
        )
        let tag = HMAC<SHA512>.authenticationCode(
            for: nonce + cleartext,
            using: authKey(randomizedPassword: randomizedPassword, nonce: nonce)
        )
        return (Envelope(nonce: nonce, tag: tag), credentials)
    }

    /// Recover(), RFC 9807 section 4.1.3.
    func recover(
        randomizedPassword: SecretBytes,
        serverPublicKey: [UInt8],
        identities: Identities
    ) throws(OPAQUEError) -> Credentials {
        let (expected, credentials) = try Self.store(
            randomizedPassword: randomizedPassword,
            serverPublicKey: serverPublicKey,
            identities: identities,
            nonce: nonce
        )
        guard constantTimeEqual(expected.tag, tag) else { throw .wrongPassword }
        return credentials
    }

    /// The key under which the server masks its response to this user.
    static func maskingKey(randomizedPassword: SecretBytes) -> SecretBytes {
        KeyDerivation.expand(randomizedPassword, info: [UInt8]("MaskingKey".utf8))
    }

    private static func credentials(
        randomizedPassword: SecretBytes,
        nonce: [UInt8]
    ) throws(OPAQUEError) -> Credentials {
        let exportKey = KeyDerivation.expand(randomizedPassword, info: nonce + [UInt8]("ExportKey".utf8))
        let seed = KeyDerivation.expand(
            randomizedPassword,
            info: nonce + [UInt8]("PrivateKey".utf8),
            length: Length.seed
        )
        let keyPair = try DiffieHellmanKeyPair(seed: seed)
        return Credentials(
            clientPrivateKey: keyPair.privateKey,
            clientPublicKey: keyPair.publicKey,
            exportKey: exportKey
        )
    }

    private static func authKey(randomizedPassword: SecretBytes, nonce: [UInt8]) -> SecretBytes {
        KeyDerivation.expand(randomizedPassword, info: nonce + [UInt8]("AuthKey".utf8))
    }

    /// CreateCleartextCredentials(), encoded as the MAC takes it.
    private static func cleartextCredentials(
        _ serverPublicKey: [UInt8],
        identities: Identities,
        clientPublicKey: [UInt8]
    ) throws(OPAQUEError) -> [UInt8] {
        try serverPublicKey
            + lengthPrefixed(identities.server ?? serverPublicKey)
            + lengthPrefixed(identities.client ?? clientPublicKey)
    }
}
