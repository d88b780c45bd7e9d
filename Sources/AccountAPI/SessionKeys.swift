import Encodings
package import Primitives

/// The keys that both sides of a sign-in derive, and the labels that keep them apart.
package enum SessionKeys {
    /// The OPAQUE context (RFC 9807 section 6.4.2): the application, then the suite's number, two bytes big-endian.
    package static func context(suite: UInt16) -> [UInt8] {
        Array("sparekey-opaque-v1".utf8) + [UInt8(suite >> 8), UInt8(suite & 0xFF)]
    }

    /// The key that authenticates each request of a session: 32 bytes from the OPAQUE session key.
    package static func requestKey(sessionKey: SecretBytes) -> SecretBytes {
        expand(sessionKey, info: Array("sparekey request/v1".utf8), count: 32)
    }

    /// The one-time secret of a device added by a sign-in: 20 bytes, RFC 4226 section 4 R6.
    ///
    /// It is never sent.
    package static func deviceSecret(sessionKey: SecretBytes, device: ServiceDeviceID) -> SecretBytes {
        expand(sessionKey, info: Array("sparekey device-code/v1".utf8) + Array(device.rawValue.utf8), count: 20)
    }

    /// Shows at a sign-in that it comes from a device of the account: HMAC-SHA-256 of KE1 under a key from its secret.
    package static func deviceProof(secret: SecretBytes, ke1: [UInt8]) -> [UInt8] {
        let key = expand(secret, info: Array("sparekey device-proof/v1".utf8), count: 32)
        return HMAC<SHA256>.authenticationCode(for: ke1, using: key)
    }

    /// Shows that who refuses a sign-in has the account's record, and means this device: HMAC-SHA-256 of both identifiers
    /// under a key from the OPAQUE session key.
    package static func unknownDeviceProof(
        sessionKey: SecretBytes,
        signIn: SignInID,
        device: ServiceDeviceID
    ) -> [UInt8] {
        let key = expand(sessionKey, info: Array("sparekey no-such-device/v1".utf8), count: 32)
        return HMAC<SHA256>.authenticationCode(for: Array((signIn.rawValue + device.rawValue).utf8), using: key)
    }

    private static func expand(_ key: SecretBytes, info: [UInt8], count: Int) -> SecretBytes {
        HKDF<SHA512>.deriveKey(inputKeyMaterial: key, info: info, outputByteCount: count)
    }
}
