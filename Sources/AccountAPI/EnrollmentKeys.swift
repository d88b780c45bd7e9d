package import Primitives

package import enum Crypto.P256

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The keys that both sides of an enrollment derive from an exchange of P-256 keys (SP 800-56A), which are used once.
package struct EnrollmentKeys: Sendable {
    private let shared: SecretBytes
    private let salt: [UInt8]
    private let shares: [UInt8]

    /// The device's side, which has agreed on `shared` with the service: both shares are points of the curve, uncompressed.
    package init(code: EnrollmentCode, shared: SecretBytes, deviceShare: [UInt8], serviceShare: [UInt8]) {
        self.shared = shared
        salt = code.hash
        shares = deviceShare + serviceShare
    }

    /// The service's side.
    ///
    /// Throws where the device's share is no point of the curve.
    package init(code: EnrollmentCode, service: P256.KeyAgreement.PrivateKey, deviceShare: [UInt8]) throws {
        let device = try P256.KeyAgreement.PublicKey(x963Representation: deviceShare)
        shared = SecretBytes(copyingKey: try service.sharedSecretFromKeyAgreement(with: device))
        salt = code.hash
        shares = Array(device.x963Representation) + Array(service.publicKey.x963Representation)
    }

    /// The key that authenticates each request of the session: 32 bytes.
    package var requestKey: SecretBytes {
        derive("sparekey enroll request/v1", count: 32)
    }

    /// The device's one-time secret: 20 bytes, RFC 4226 section 4 R6.
    package func deviceSecret(_ device: ServiceDeviceID) -> SecretBytes {
        derive("sparekey enroll device-code/v1\(device)", count: 20)
    }

    // The shares are part of it, so that the keys stand for this exchange only.
    private func derive(_ label: String, count: Int) -> SecretBytes {
        HKDF<SHA512>.deriveKey(
            inputKeyMaterial: shared,
            salt: salt,
            info: Array(label.utf8) + shares,
            outputByteCount: count
        )
    }
}
