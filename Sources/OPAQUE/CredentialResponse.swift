import Primitives

/// What the server says of the credential in KE2: the evaluated element, and its key and the envelope under a mask.
struct CredentialResponse: Sendable, Equatable {
    /// The blinded password under the user's OPRF key.
    let evaluatedElement: [UInt8]
    /// The nonce that makes the mask new each time.
    let maskingNonce: [UInt8]
    /// The server's public key and the envelope, masked.
    let maskedResponse: [UInt8]

    /// The structure's encoding.
    var bytes: [UInt8] { evaluatedElement + maskingNonce + maskedResponse }

    /// XORs a response with the pad that masking key and nonce yield; masking twice gives the response back.
    static func mask(_ response: [UInt8], maskingKey: some ByteSource, nonce: [UInt8]) -> [UInt8] {
        let info = nonce + [UInt8]("CredentialResponsePad".utf8)
        let pad = KeyDerivation.expand(maskingKey, info: info, length: Length.masked)
        var bytes = pad.exposedBytes()
        for (position, byte) in response.enumerated() {
            bytes[position] ^= byte
        }
        return bytes
    }
}
