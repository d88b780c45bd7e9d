package import Primitives

/// The server's long-term secrets, which belong outside its database.
package struct OPAQUEServerKeys: Sendable {
    /// The seed of every user's OPRF key.
    package let oprfSeed: SecretBytes
    /// The private key of the key exchange.
    package let privateKey: SecretBytes
    /// The public key of the key exchange.
    package let publicKey: [UInt8]

    /// Takes stored keys: a seed of 64 bytes and a scalar.
    package init(oprfSeed: SecretBytes, privateKey: SecretBytes) throws(OPAQUEError) {
        guard oprfSeed.count == Length.hash, Ristretto255.isValid(scalar: privateKey) else { throw .invalidMessage }
        self.oprfSeed = oprfSeed
        self.privateKey = privateKey
        publicKey = try Group.multiplyBase(by: privateKey)
    }

    /// Makes new keys.
    package static func generate() -> OPAQUEServerKeys {
        let seed = SecretBytes.random(count: Length.hash)
        guard let keys = try? OPAQUEServerKeys(oprfSeed: seed, privateKey: Ristretto255.randomScalar()) else {
            preconditionFailure("a random scalar is a private key")
        }
        return keys
    }

    /// The OPRF key of one user: hashing alone, no point arithmetic.
    func oprfKey(credentialIdentifier: [UInt8]) throws(OPAQUEError) -> SecretBytes {
        let seed = KeyDerivation.expand(
            oprfSeed,
            info: credentialIdentifier + [UInt8]("OprfKey".utf8),
            length: Length.seed
        )
        return try OPRF.deriveKey(seed: seed, info: "OPAQUE-DeriveKeyPair")
    }
}
