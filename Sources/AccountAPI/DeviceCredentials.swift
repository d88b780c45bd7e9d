package import HTTPTypes
import Primitives

package import enum Crypto.P256

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Registers the public half of the device's credential: with it the device answers sign-in requests.
///
/// The session must belong to a device, and a contact proof of the same session must be finished. The credential is of
/// no use until the device has answered the test request that comes with it.
package enum RegisterDeviceCredential: Endpoint {
    package static let method = HTTPRequest.Method.post
    package static let path = "/v1/devices/credential"
    package static let access = Access.session

    package struct Request: Codable, Sendable {
        /// The finished proof, which this uses up.
        package let proof: ContactProofID
        /// The public key, X9.63 uncompressed, 65 bytes.
        package let publicKey: Bytes
        /// The proof of possession: a signature of ``DeviceCredentialMessage/registration(session:publicKey:)``.
        package let signature: Bytes

        package init(proof: ContactProofID, publicKey: Bytes, signature: Bytes) {
            self.proof = proof
            self.publicKey = publicKey
            self.signature = signature
        }
    }

    package typealias Response = DeviceTest
}

/// Deletes the credential of the session's device, which answers no sign-in request from then on.
package enum RemoveDeviceCredential: Endpoint {
    package static let method = HTTPRequest.Method.post
    package static let path = "/v1/devices/credential/remove"
    package static let access = Access.session
    package typealias Request = Nothing

    package struct Response: Codable, Sendable {
        /// Whether another device of the account answers sign-in requests.
        package let othersApprove: Bool

        package init(othersApprove: Bool) {
            self.othersApprove = othersApprove
        }
    }
}

/// The test request that a device with a new credential must approve.
package struct DeviceTest: Codable, Sendable {
    /// The request, which the device is also sent as it is sent every other.
    package let request: SignInRequestID
    /// The number that the page of a sign-in would show.
    package let number: Int

    package init(request: SignInRequestID, number: Int) {
        self.request = request
        self.number = number
    }
}

/// What a device signs with its credential beside requests; each kind of message begins with a label of its own.
package enum DeviceCredentialMessage {
    /// Shows in a session that the device holds the private half.
    package static func registration(session: SessionID, publicKey: [UInt8]) -> [UInt8] {
        Array("sparekey device-credential/v1 session\n\(session)\n".utf8) + publicKey
    }

    /// Shows at an enrollment that the device holds the private half; `code` and `keyShare` are those of the request.
    package static func enrollment(code: String, keyShare: [UInt8], publicKey: [UInt8]) -> [UInt8] {
        Array("sparekey device-credential/v1 enrollment\n".utf8) + SHA256.hash(Array(code.utf8))
            + keyShare + publicKey
    }

    /// The answer to a sign-in request: binds the request, who asks, the number typed and the end of its life.
    ///
    /// `number` is 0 unless the answer approves; `expires` is in milliseconds since 1970.
    package static func answer(
        request: SignInRequestID,
        device: ServiceDeviceID,
        client: String,
        decision: String,
        number: Int,
        expires: Int64
    ) -> [UInt8] {
        Array("sparekey answer/v1\n\(request)\n\(device)\n\(client)\n\(decision)\n\(number)\n\(expires)".utf8)
    }

    /// Whether `signature`, 64 bytes, is that of `message`.
    package static func verifies(_ signature: [UInt8], of message: [UInt8], key: P256.Signing.PublicKey) -> Bool {
        guard let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signature) else { return false }
        return key.isValidSignature(signature, for: message)
    }
}
