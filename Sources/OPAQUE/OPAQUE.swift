// OPAQUE is the password protocol OPAQUE-3DH (RFC 9807) with ristretto255-SHA512, HKDF-SHA512 and HMAC-SHA512.
// It turns bytes into bytes: it may not know accounts, attempts, storage or the network.

/// Says at which step a registration or sign-in failed.
package enum OPAQUEError: Error, Equatable, Sendable {
    /// A message or input has the wrong length, or holds something that is no group element.
    case invalidMessage
    /// The envelope or the server's MAC does not verify: the password is wrong, or someone changed a message.
    case wrongPassword
    /// The client's MAC does not verify, so the client has not shown that it knows the password.
    case clientAuthentication
    /// The key stretching function could not run, for want of memory.
    case stretchingFailed
}

/// The lengths of RFC 9807 for this configuration.
enum Length {
    /// An encoded element, Noe, and a public key, Npk.
    static let element = 32
    /// A scalar and a private key, Nsk.
    static let scalar = 32
    /// A nonce, Nn.
    static let nonce = 32
    /// A seed of a key pair, Nseed.
    static let seed = 32
    /// A hash, Nh, and a key that HKDF makes, Nx.
    static let hash = 64
    /// A MAC, Nm.
    static let mac = 64
    /// An envelope: nonce and tag.
    static let envelope = nonce + mac
    /// The masked part of a response: the server's public key and the envelope.
    static let masked = element + envelope
}
