import Encodings
import OutsideText
package import Primitives

/// Authenticates one request of a session, so that neither a stolen session identifier nor a middlebox can act.
///
/// Sent as `Authorization: Sparekey-HMAC <session>:<counter>:<mac in Base64>`.
package struct RequestSignature: Sendable {
    /// The session.
    package let session: SessionID
    /// Above every counter sent before in the session.
    package let counter: Int64
    /// HMAC-SHA-256, 32 bytes.
    package let mac: [UInt8]

    private static let scheme = "Sparekey-HMAC "

    /// Signs a request.
    package init(session: SessionID, counter: Int64, key: SecretBytes, method: String, path: String, body: [UInt8]) {
        self.session = session
        self.counter = counter
        let message = Self.message(session: session, counter: counter, method: method, path: path, body: body)
        mac = HMAC<SHA256>.authenticationCode(for: message, using: key)
    }

    /// Nil unless `header` has the form of a signature.
    package init?(header: String) {
        guard let parts = header.without(prefix: Self.scheme)?.pieces(at: ":", keepingEmpty: true), parts.count == 3,
            let session = SessionID(String(parts[0])), let counter = parts[1].number(Int64.self), counter > 0,
            let mac = Base64.decode(parts[2]), mac.count == 32
        else { return nil }
        self.session = session
        self.counter = counter
        self.mac = mac
    }

    /// The value of the `Authorization` header.
    package var header: String {
        "\(Self.scheme)\(session):\(counter):\(Base64.encode(mac))"
    }

    /// Whether the request is the one that was signed; compares in constant time.
    package func verifies(key: SecretBytes, method: String, path: String, body: [UInt8]) -> Bool {
        let message = Self.message(session: session, counter: counter, method: method, path: path, body: body)
        return HMAC<SHA256>.isValidAuthenticationCode(mac, authenticating: message, using: key)
    }

    private static func message(
        session: SessionID,
        counter: Int64,
        method: String,
        path: String,
        body: [UInt8]
    ) -> [UInt8] {
        Array("sparekey request/v1\n\(session)\n\(counter)\n\(method)\n\(path)\n".utf8) + SHA256.hash(body)
    }
}
