import Encodings
import OutsideText
import Primitives

package import enum Crypto.P256

/// Authenticates one request by the device's own credential: its private half never leaves the device.
///
/// Sent as `Authorization: Sparekey-Device <device>:<time>:<signature in Base64>`.
package struct DeviceSignature: Sendable {
    /// The device.
    package let device: ServiceDeviceID
    /// Microseconds since 1970 by the device's clock; above every time sent before by the device, so that a signature
    /// is good once.
    package let time: Int64
    /// ECDSA over P-256 and SHA-256 (FIPS 186-5), `r ‖ s`, 64 bytes.
    package let signature: [UInt8]

    private static let scheme = "Sparekey-Device "

    /// Signs a request; `sign` makes ``signature`` of the bytes that it gets.
    package init<E: Error>(
        device: ServiceDeviceID,
        time: Int64,
        method: String,
        path: String,
        body: [UInt8],
        sign: ([UInt8]) throws(E) -> [UInt8]
    ) throws(E) {
        self.device = device
        self.time = time
        signature = try sign(Self.message(device: device, time: time, method: method, path: path, body: body))
    }

    /// Nil unless `header` has the form of a signature.
    package init?(header: String) {
        guard let parts = header.without(prefix: Self.scheme)?.pieces(at: ":", keepingEmpty: true), parts.count == 3,
            let device = ServiceDeviceID(String(parts[0])), let time = parts[1].number(Int64.self), time > 0,
            let signature = Base64.decode(parts[2]), signature.count == 64
        else { return nil }
        self.device = device
        self.time = time
        self.signature = signature
    }

    /// The value of the `Authorization` header.
    package var header: String {
        "\(Self.scheme)\(device):\(time):\(Base64.encode(signature))"
    }

    /// Whether the request is the one that was signed; `path` includes the query.
    package func verifies(key: P256.Signing.PublicKey, method: String, path: String, body: [UInt8]) -> Bool {
        let message = Self.message(device: device, time: time, method: method, path: path, body: body)
        return DeviceCredentialMessage.verifies(signature, of: message, key: key)
    }

    private static func message(
        device: ServiceDeviceID,
        time: Int64,
        method: String,
        path: String,
        body: [UInt8]
    ) -> [UInt8] {
        Array("sparekey device-request/v1\n\(device)\n\(time)\n\(method)\n\(path)\n".utf8)
            + SHA256.hash(body)
    }
}
