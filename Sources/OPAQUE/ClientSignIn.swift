package import Primitives

/// What the client keeps between the two steps of a sign-in.
package struct ClientSignIn: Sendable {
    /// The password.
    let password: SecretBytes
    /// The scalar that blinds the password.
    let blind: SecretBytes
    /// The first message, part of the transcript.
    let ke1: KE1
    /// The ephemeral private key.
    let privateKeyshare: SecretBytes
}

extension OPAQUEClient {
    /// Begins a sign-in.
    package func generateKE1(password: SecretBytes) throws(OPAQUEError) -> (ke1: KE1, state: ClientSignIn) {
        try generateKE1(
            password: password,
            blind: random.scalar(),
            clientNonce: random.bytes(count: Length.nonce),
            keyshareSeed: random.secret(count: Length.seed)
        )
    }

    /// Begins a sign-in with the blind, nonce and seed given.
    func generateKE1(
        password: SecretBytes,
        blind: SecretBytes,
        clientNonce: [UInt8],
        keyshareSeed: SecretBytes
    ) throws(OPAQUEError) -> (ke1: KE1, state: ClientSignIn) {
        let keyshare = try DiffieHellmanKeyPair(seed: keyshareSeed)
        let ke1 = KE1(
            blindedElement: try OPRF.blind(password, blind: blind),
            clientNonce: clientNonce,
            clientPublicKeyshare: keyshare.publicKey
        )
        let state = ClientSignIn(password: password, blind: blind, ke1: ke1, privateKeyshare: keyshare.privateKey)
        return (ke1, state)
    }

    /// Ends a sign-in; neither key leaves this function before the server's MAC verifies.
    package func generateKE3(
        _ state: ClientSignIn,
        ke2: KE2
    ) throws(OPAQUEError) -> (ke3: KE3, sessionKey: SecretBytes, exportKey: SecretBytes) {
        let (credentials, serverPublicKey) = try recoverCredentials(state, ke2.credentialResponse)
        let exchange = try TripleDH(
            context: context,
            clientIdentity: identities.client ?? credentials.clientPublicKey,
            serverIdentity: identities.server ?? serverPublicKey,
            ke1: state.ke1,
            credentialResponse: ke2.credentialResponse,
            serverNonce: ke2.serverNonce,
            serverPublicKeyshare: ke2.serverPublicKeyshare
        )
        let keys = exchange.deriveKeys([
            try Group.multiply(ke2.serverPublicKeyshare, by: state.privateKeyshare),
            try Group.multiply(serverPublicKey, by: state.privateKeyshare),
            try Group.multiply(ke2.serverPublicKeyshare, by: credentials.clientPrivateKey),
        ])
        guard constantTimeEqual(keys.serverMAC, ke2.serverMAC) else { throw .wrongPassword }
        let ke3 = KE3(clientMAC: keys.clientMAC.exposedBytes())
        return (ke3, keys.sessionKey, credentials.exportKey)
    }

    /// RecoverCredentials(), RFC 9807 section 6.3.2.3.
    private func recoverCredentials(
        _ state: ClientSignIn,
        _ response: CredentialResponse
    ) throws(OPAQUEError) -> (credentials: Envelope.Credentials, serverPublicKey: [UInt8]) {
        let randomizedPassword = try randomizedPassword(
            state.password,
            blind: state.blind,
            evaluatedElement: response.evaluatedElement
        )
        let unmasked = CredentialResponse.mask(
            response.maskedResponse,
            maskingKey: Envelope.maskingKey(randomizedPassword: randomizedPassword),
            nonce: response.maskingNonce
        )
        var reader = try MessageReader(unmasked, length: Length.masked)
        let serverPublicKey = reader.take(Length.element)
        let envelope = Envelope(nonce: reader.take(Length.nonce), tag: reader.take(Length.mac))
        let credentials = try envelope.recover(
            randomizedPassword: randomizedPassword,
            serverPublicKey: serverPublicKey,
            identities: identities
        )
        return (credentials, serverPublicKey)
    }

    /// Extract("", oprf_output || Stretch(oprf_output)), from which every key of the client comes.
    func randomizedPassword(
        _ password: SecretBytes,
        blind: SecretBytes,
        evaluatedElement: [UInt8]
    ) throws(OPAQUEError) -> SecretBytes {
        let output = try OPRF.finalize(password, blind: blind, evaluatedElement: evaluatedElement)
        return KeyDerivation.extract([output, try suite.keyStretching.stretch(output)])
    }
}
