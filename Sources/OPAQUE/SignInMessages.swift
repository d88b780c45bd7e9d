/// The client's first message of a sign-in.
package struct KE1: Sendable, Equatable {
    /// The message's length.
    package static let length = Length.element + Length.nonce + Length.element

    /// The password, hashed to an element and blinded.
    let blindedElement: [UInt8]
    /// The client's nonce of this run.
    let clientNonce: [UInt8]
    /// The client's ephemeral public key.
    let clientPublicKeyshare: [UInt8]

    /// Makes a message of its fields.
    init(blindedElement: [UInt8], clientNonce: [UInt8], clientPublicKeyshare: [UInt8]) {
        self.blindedElement = blindedElement
        self.clientNonce = clientNonce
        self.clientPublicKeyshare = clientPublicKeyshare
    }

    /// Reads a message.
    package init(bytes: [UInt8]) throws(OPAQUEError) {
        var reader = try MessageReader(bytes, length: Self.length)
        blindedElement = try reader.takeElement()
        clientNonce = reader.take(Length.nonce)
        clientPublicKeyshare = try reader.takeElement()
    }

    /// The message's encoding.
    package var bytes: [UInt8] { blindedElement + clientNonce + clientPublicKeyshare }
}

/// The server's answer of a sign-in.
package struct KE2: Sendable, Equatable {
    /// The message's length.
    package static let length =
        Length.element + Length.nonce + Length.masked + Length.nonce + Length.element + Length.mac

    /// What the client recovers its keys from.
    let credentialResponse: CredentialResponse
    /// The server's nonce of this run.
    let serverNonce: [UInt8]
    /// The server's ephemeral public key.
    let serverPublicKeyshare: [UInt8]
    /// The server's proof that it knows the record and its own key.
    let serverMAC: [UInt8]

    /// Makes a message of its fields.
    init(
        credentialResponse: CredentialResponse,
        serverNonce: [UInt8],
        serverPublicKeyshare: [UInt8],
        serverMAC: [UInt8]
    ) {
        self.credentialResponse = credentialResponse
        self.serverNonce = serverNonce
        self.serverPublicKeyshare = serverPublicKeyshare
        self.serverMAC = serverMAC
    }

    /// Reads a message.
    package init(bytes: [UInt8]) throws(OPAQUEError) {
        var reader = try MessageReader(bytes, length: Self.length)
        credentialResponse = CredentialResponse(
            evaluatedElement: try reader.takeElement(),
            maskingNonce: reader.take(Length.nonce),
            maskedResponse: reader.take(Length.masked)
        )
        serverNonce = reader.take(Length.nonce)
        serverPublicKeyshare = try reader.takeElement()
        serverMAC = reader.take(Length.mac)
    }

    /// The message's encoding.
    package var bytes: [UInt8] { credentialResponse.bytes + serverNonce + serverPublicKeyshare + serverMAC }
}

/// The client's last message of a sign-in: its proof that it knows the password.
package struct KE3: Sendable, Equatable {
    /// The message's length.
    package static let length = Length.mac

    /// The client's proof that it knows the password.
    let clientMAC: [UInt8]

    /// Makes a message of its fields.
    init(clientMAC: [UInt8]) {
        self.clientMAC = clientMAC
    }

    /// Reads a message.
    package init(bytes: [UInt8]) throws(OPAQUEError) {
        var reader = try MessageReader(bytes, length: Self.length)
        clientMAC = reader.take(Length.mac)
    }

    /// The message's encoding.
    package var bytes: [UInt8] { clientMAC }
}
