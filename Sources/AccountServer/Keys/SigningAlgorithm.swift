/// How an ID token is signed (RFC 7518 section 3.1).
package enum SigningAlgorithm: String, Codable, Sendable, CaseIterable {
    /// RSA with SHA-256, which every application understands.
    case rs256 = "RS256"
    /// ECDSA with P-256 and SHA-256.
    case es256 = "ES256"
}
