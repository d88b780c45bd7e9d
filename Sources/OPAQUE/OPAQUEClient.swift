package import Primitives

/// What the client keeps between the two steps of a registration.
package struct ClientRegistration: Sendable {
    /// The password.
    let password: SecretBytes
    /// The scalar that blinds the password.
    let blind: SecretBytes
}

/// The client's side of OPAQUE: registration (RFC 9807 section 5) and sign-in (section 6).
package struct OPAQUEClient: Sendable {
    /// The suite of every run.
    let suite: OPAQUESuite
    /// The context, part of the transcript.
    let context: [UInt8]
    /// The names of both parties.
    let identities: Identities
    /// Where nonces, seeds and blinds come from.
    let random: any RandomSource

    /// Makes a client; context and identities must be the server's.
    package init(
        suite: OPAQUESuite,
        context: [UInt8],
        clientIdentity: [UInt8]? = nil,
        serverIdentity: [UInt8]? = nil,
        random: any RandomSource = SystemRandom()
    ) {
        self.suite = suite
        self.context = context
        identities = Identities(client: clientIdentity, server: serverIdentity)
        self.random = random
    }

    /// Begins a registration.
    package func createRegistrationRequest(
        password: SecretBytes
    ) throws(OPAQUEError) -> (request: RegistrationRequest, state: ClientRegistration) {
        try createRegistrationRequest(password: password, blind: random.scalar())
    }

    /// Ends a registration; the export key is the one that every later sign-in yields.
    package func finalizeRegistrationRequest(
        _ state: ClientRegistration,
        response: RegistrationResponse
    ) throws(OPAQUEError) -> (record: RegistrationRecord, exportKey: SecretBytes) {
        try finalizeRegistrationRequest(
            state,
            response: response,
            envelopeNonce: random.bytes(count: Length.nonce)
        )
    }

    /// Begins a registration with the blind given.
    func createRegistrationRequest(
        password: SecretBytes,
        blind: SecretBytes
    ) throws(OPAQUEError) -> (request: RegistrationRequest, state: ClientRegistration) {
        let blindedElement = try OPRF.blind(password, blind: blind)
        return (
            RegistrationRequest(blindedElement: blindedElement),
            ClientRegistration(password: password, blind: blind)
        )
    }

    /// Ends a registration with the nonce given.
    func finalizeRegistrationRequest(
        _ state: ClientRegistration,
        response: RegistrationResponse,
        envelopeNonce: [UInt8]
    ) throws(OPAQUEError) -> (record: RegistrationRecord, exportKey: SecretBytes) {
        let randomizedPassword = try randomizedPassword(
            state.password,
            blind: state.blind,
            evaluatedElement: response.evaluatedElement
        )
        let (envelope, credentials) = try Envelope.store(
            randomizedPassword: randomizedPassword,
            serverPublicKey: response.serverPublicKey,
            identities: identities,
            nonce: envelopeNonce
        )
        let maskingKey = Envelope.maskingKey(randomizedPassword: randomizedPassword)
        let record = RegistrationRecord(
            clientPublicKey: credentials.clientPublicKey,
            maskingKey: maskingKey.exposedBytes(),
            envelope: envelope
        )
        return (record, credentials.exportKey)
    }
}
