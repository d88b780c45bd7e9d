/// What the client sends to begin a registration: the blinded password.
package struct RegistrationRequest: Sendable, Equatable {
    /// The message's length.
    package static let length = Length.element

    /// The password, hashed to an element and blinded.
    let blindedElement: [UInt8]

    /// Makes a message of its fields.
    init(blindedElement: [UInt8]) {
        self.blindedElement = blindedElement
    }

    /// Reads a message.
    package init(bytes: [UInt8]) throws(OPAQUEError) {
        var reader = try MessageReader(bytes, length: Self.length)
        blindedElement = try reader.takeElement()
    }

    /// The message's encoding.
    package var bytes: [UInt8] { blindedElement }
}

/// What the server answers to a registration request.
package struct RegistrationResponse: Sendable, Equatable {
    /// The message's length.
    package static let length = 2 * Length.element

    /// The blinded password under the user's OPRF key.
    let evaluatedElement: [UInt8]
    /// The server's public key.
    let serverPublicKey: [UInt8]

    /// Makes a message of its fields.
    init(evaluatedElement: [UInt8], serverPublicKey: [UInt8]) {
        self.evaluatedElement = evaluatedElement
        self.serverPublicKey = serverPublicKey
    }

    /// Reads a message.
    package init(bytes: [UInt8]) throws(OPAQUEError) {
        var reader = try MessageReader(bytes, length: Self.length)
        evaluatedElement = try reader.takeElement()
        serverPublicKey = try reader.takeElement()
    }

    /// The message's encoding.
    package var bytes: [UInt8] { evaluatedElement + serverPublicKey }
}

/// What the client uploads to end a registration and the server keeps.
///
/// It travels over an encrypted channel: its masking key lets a reader recognise the user's responses.
package struct RegistrationRecord: Sendable, Equatable {
    /// The message's length.
    package static let length = Length.element + Length.hash + Length.envelope

    /// The client's public key, which the password yields.
    let clientPublicKey: [UInt8]
    /// The key under which the server masks its responses to this user.
    let maskingKey: [UInt8]
    /// The envelope, which the client opens at each sign-in.
    let envelope: Envelope

    /// Makes a message of its fields.
    init(clientPublicKey: [UInt8], maskingKey: [UInt8], envelope: Envelope) {
        self.clientPublicKey = clientPublicKey
        self.maskingKey = maskingKey
        self.envelope = envelope
    }

    /// Reads a message.
    package init(bytes: [UInt8]) throws(OPAQUEError) {
        var reader = try MessageReader(bytes, length: Self.length)
        clientPublicKey = try reader.takeElement()
        maskingKey = reader.take(Length.hash)
        envelope = Envelope(nonce: reader.take(Length.nonce), tag: reader.take(Length.mac))
    }

    /// The message's encoding.
    package var bytes: [UInt8] { clientPublicKey + maskingKey + envelope.bytes }
}
