import Primitives

/// A key pair of the group, derived from a seed.
struct DiffieHellmanKeyPair: Sendable {
    /// The private key.
    let privateKey: SecretBytes
    /// The public key.
    let publicKey: [UInt8]

    /// DeriveDiffieHellmanKeyPair(seed), RFC 9807 section 6.4.1.1.
    init(seed: SecretBytes) throws(OPAQUEError) {
        privateKey = try OPRF.deriveKey(seed: seed, info: "OPAQUE-DeriveDiffieHellmanKeyPair")
        publicKey = try Group.multiplyBase(by: privateKey)
    }
}

/// The key exchange 3DH, RFC 9807 section 6.4.
struct TripleDH {
    /// What both sides derive from the exchange.
    struct Keys {
        /// The key that both sides share after the run.
        let sessionKey: SecretBytes
        /// The server's proof that it knows the record and its own key.
        let serverMAC: [UInt8]
        /// The client's proof that it knows the password.
        let clientMAC: SecretBytes
    }

    /// The transcript, Preamble().
    let preamble: [UInt8]

    /// Writes the transcript of a run.
    init(
        context: [UInt8],
        clientIdentity: [UInt8],
        serverIdentity: [UInt8],
        ke1: KE1,
        credentialResponse: CredentialResponse,
        serverNonce: [UInt8],
        serverPublicKeyshare: [UInt8]
    ) throws(OPAQUEError) {
        preamble =
            try [UInt8]("OPAQUEv1-".utf8)
            + lengthPrefixed(context)
            + lengthPrefixed(clientIdentity)
            + ke1.bytes
            + lengthPrefixed(serverIdentity)
            + credentialResponse.bytes
            + serverNonce
            + serverPublicKeyshare
    }

    /// DeriveKeys() and both MACs, from the three shared secrets in the order of section 6.4.3 and 6.4.4.
    func deriveKeys(_ sharedSecrets: [SecretBytes]) -> Keys {
        let preambleHash = SHA512.hash(preamble)
        let secret = KeyDerivation.extract(sharedSecrets)
        let handshakeSecret = KeyDerivation.expandLabel(secret, "HandshakeSecret", context: preambleHash)
        let sessionKey = KeyDerivation.expandLabel(secret, "SessionKey", context: preambleHash)
        let serverMACKey = KeyDerivation.expandLabel(handshakeSecret, "ServerMAC", context: [])
        let clientMACKey = KeyDerivation.expandLabel(handshakeSecret, "ClientMAC", context: [])
        let serverMAC = HMAC<SHA512>.authenticationCode(for: preambleHash, using: serverMACKey)
        let clientHash = SHA512.hash(preamble + serverMAC)
        var clientMAC = HMAC<SHA512>.authenticationCode(for: clientHash, using: clientMACKey)
        return Keys(
            sessionKey: sessionKey,
            serverMAC: serverMAC,
            clientMAC: SecretBytes(wiping: &clientMAC)
        )
    }
}
