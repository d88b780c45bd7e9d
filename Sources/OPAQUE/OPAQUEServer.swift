package import Primitives

/// The server's side of OPAQUE.
///
/// The caller counts an attempt before it asks for KE2, and gives it back when KE3 verifies.
package struct OPAQUEServer: Sendable {
    /// The server's long-term secrets.
    let keys: OPAQUEServerKeys
    /// The server's name.
    let serverIdentity: [UInt8]?
    /// Where nonces, seeds and blinds come from.
    let random: any RandomSource

    /// Makes a server.
    package init(
        keys: OPAQUEServerKeys,
        serverIdentity: [UInt8]? = nil,
        random: any RandomSource = SystemRandom()
    ) {
        self.keys = keys
        self.serverIdentity = serverIdentity
        self.random = random
    }

    /// Answers a registration request.
    ///
    /// The credential identifier must be fresh: an answer under that of an existing record lets the asker test
    /// passwords against it without being counted.
    package func createRegistrationResponse(
        _ request: RegistrationRequest,
        credentialIdentifier: [UInt8]
    ) throws(OPAQUEError) -> RegistrationResponse {
        let key = try keys.oprfKey(credentialIdentifier: credentialIdentifier)
        return RegistrationResponse(
            evaluatedElement: try OPRF.blindEvaluate(key: key, blindedElement: request.blindedElement),
            serverPublicKey: keys.publicKey
        )
    }

    /// Returns a record for a user that does not exist (RFC 9807 section 6.3.2.2).
    ///
    /// The caller passes the same credential identifier each time the same unknown user is asked for.
    package func fakeRecord() -> RegistrationRecord {
        let uniform = random.secret(count: Ristretto255.uniformLength)
        guard let publicKey = try? Group.element(fromUniform: uniform) else {
            preconditionFailure("uniform bytes map to an element")
        }
        return RegistrationRecord(
            clientPublicKey: publicKey.exposedBytes(),
            maskingKey: random.bytes(count: Length.hash),
            envelope: .zero
        )
    }

    /// Answers a sign-in's first message.
    package func generateKE2(
        _ ke1: KE1,
        record: RegistrationRecord,
        credentialIdentifier: [UInt8],
        context: [UInt8],
        clientIdentity: [UInt8]? = nil
    ) throws(OPAQUEError) -> (ke2: KE2, state: ServerSignIn) {
        try generateKE2(
            ke1,
            record: record,
            credentialIdentifier: credentialIdentifier,
            context: context,
            clientIdentity: clientIdentity,
            maskingNonce: random.bytes(count: Length.nonce),
            serverNonce: random.bytes(count: Length.nonce),
            keyshareSeed: random.secret(count: Length.seed)
        )
    }

    /// Ends a sign-in and returns the session key, which the client now holds as well.
    package func finish(_ state: ServerSignIn, ke3: KE3) throws(OPAQUEError) -> SecretBytes {
        guard constantTimeEqual(state.expectedClientMAC, ke3.clientMAC) else { throw .clientAuthentication }
        return state.sessionKey
    }
}
