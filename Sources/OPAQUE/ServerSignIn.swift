package import Primitives

/// What the server keeps between the two steps of a sign-in: for a minute, for one use, bound to the attempt.
package struct ServerSignIn: Sendable {
    /// The MAC that the right client sends.
    let expectedClientMAC: SecretBytes
    /// The key that both sides share after the run.
    let sessionKey: SecretBytes

    /// Makes the state of a run.
    init(expectedClientMAC: SecretBytes, sessionKey: SecretBytes) {
        self.expectedClientMAC = expectedClientMAC
        self.sessionKey = sessionKey
    }

    /// Reads a stored state.
    package init(bytes: SecretBytes) throws(OPAQUEError) {
        guard bytes.count == Length.mac + Length.hash else { throw .invalidMessage }
        expectedClientMAC = bytes.slice(0..<Length.mac)
        sessionKey = bytes.slice(Length.mac..<bytes.count)
    }

    /// The state's encoding.
    package var bytes: SecretBytes { SecretBytes(concatenating: expectedClientMAC, sessionKey) }
}

extension OPAQUEServer {
    /// Answers a sign-in with the nonces and the seed given.
    ///
    /// It costs four multiplications, one here and three in the exchange, and one of the base element.
    func generateKE2(
        _ ke1: KE1,
        record: RegistrationRecord,
        credentialIdentifier: [UInt8],
        context: [UInt8],
        clientIdentity: [UInt8]?,
        maskingNonce: [UInt8],
        serverNonce: [UInt8],
        keyshareSeed: SecretBytes
    ) throws(OPAQUEError) -> (ke2: KE2, state: ServerSignIn) {
        let oprfKey = try keys.oprfKey(credentialIdentifier: credentialIdentifier)
        let response = CredentialResponse(
            evaluatedElement: try OPRF.blindEvaluate(key: oprfKey, blindedElement: ke1.blindedElement),
            maskingNonce: maskingNonce,
            maskedResponse: CredentialResponse.mask(
                keys.publicKey + record.envelope.bytes,
                maskingKey: record.maskingKey,
                nonce: maskingNonce
            )
        )
        let keyshare = try DiffieHellmanKeyPair(seed: keyshareSeed)
        let exchange = try TripleDH(
            context: context,
            clientIdentity: clientIdentity ?? record.clientPublicKey,
            serverIdentity: serverIdentity ?? keys.publicKey,
            ke1: ke1,
            credentialResponse: response,
            serverNonce: serverNonce,
            serverPublicKeyshare: keyshare.publicKey
        )
        let derived = exchange.deriveKeys([
            try Group.multiply(ke1.clientPublicKeyshare, by: keyshare.privateKey),
            try Group.multiply(ke1.clientPublicKeyshare, by: keys.privateKey),
            try Group.multiply(record.clientPublicKey, by: keyshare.privateKey),
        ])
        let ke2 = KE2(
            credentialResponse: response,
            serverNonce: serverNonce,
            serverPublicKeyshare: keyshare.publicKey,
            serverMAC: derived.serverMAC
        )
        return (ke2, ServerSignIn(expectedClientMAC: derived.clientMAC, sessionKey: derived.sessionKey))
    }
}
