import Crypto
package import Primitives

/// Key pairs of P-256 by swift-crypto, whose private halves the vault holds: nothing else of the device imports it.
package final class SystemKeyPairs: KeyPairs {
    /// It has no state.
    package init() {}

    package func make() -> SecretBytes {
        SecretBytes(copying: P256.Signing.PrivateKey().rawRepresentation)
    }

    package func publicKey(of key: SecretBytes) throws(PrimitiveError) -> [UInt8] {
        guard let key = try? P256.Signing.PrivateKey(rawRepresentation: key) else { throw .invalidScalar }
        return Array(key.publicKey.x963Representation)
    }

    package func signature(of message: [UInt8], by key: SecretBytes) throws(PrimitiveError) -> [UInt8] {
        guard let key = try? P256.Signing.PrivateKey(rawRepresentation: key),
            let signature = try? key.signature(for: message)
        else { throw .invalidScalar }
        return Array(signature.rawRepresentation)
    }

    package func agreement(
        of key: SecretBytes,
        with publicKey: [UInt8]
    ) throws(PrimitiveError) -> SecretBytes {
        guard let key = try? P256.KeyAgreement.PrivateKey(rawRepresentation: key) else { throw .invalidScalar }
        guard let other = try? P256.KeyAgreement.PublicKey(x963Representation: publicKey),
            let secret = try? key.sharedSecretFromKeyAgreement(with: other)
        else { throw .invalidElement }
        return SecretBytes(copyingKey: secret)
    }
}
