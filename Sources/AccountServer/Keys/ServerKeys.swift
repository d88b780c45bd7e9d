import AccountAPI
import Foundation
package import OPAQUE
package import Primitives

/// The secrets of the service that are kept outside its database, so that a copy of the database alone opens nothing.
package struct ServerKeys: Sendable {
    /// Names the OPRF seed in each credential, for the day when there are two.
    package let seed: String
    /// The OPRF seed and the private key of the key exchange.
    package let opaque: OPAQUEServerKeys
    /// Turns user names into what the database holds of them.
    package let lookup: SecretBytes
    /// Makes what an unknown name gets: its credential and the names of its counters.
    package let enumeration: SecretBytes
    /// Seals values in the database.
    package let atRest: SecretBytes

    /// Makes new keys.
    package static func generate() -> ServerKeys {
        ServerKeys(
            seed: randomBytes(count: 4).hexadecimal,
            opaque: .generate(),
            lookup: SecretBytes.random(count: 32),
            enumeration: SecretBytes.random(count: 32),
            atRest: .random(count: XChaCha20Poly1305.keyLength)
        )
    }

    /// What the database holds of a user name.
    func login(_ name: LoginName) -> [UInt8] {
        Self.authenticate("login/v1", Array(name.text.utf8), lookup)
    }

    /// The credential of a name that has none of this kind; the same at each try, as a real one is.
    ///
    /// Each number of a secret of before has its own: that of the present secret would tell whether there is one.
    func decoyCredential(login: [UInt8], kind: CredentialKind, takingBack: Int? = nil) -> [UInt8] {
        let present =
            switch kind {
            case .password: "credential/v1"
            case .recoveryCode: "credential/v1/recovery-code"
            }
        let label = takingBack.map { "\(present)/before/\($0)" } ?? present
        return Array(Self.authenticate(label, login, enumeration).prefix(16))
    }

    /// The name under which attempts are counted, which shows neither the kind of thing nor the thing.
    func attemptScope(_ kind: String, _ subject: [UInt8]) -> [UInt8] {
        Self.authenticate("attempts/v1/\(kind)", subject, enumeration)
    }

    /// The refresh token that comes after another: the same at each try, and nobody can tell it without the keys.
    func refreshToken(after token: String) -> String {
        Self.authenticate("refresh-token/v1", Array(token.utf8), atRest).base64URL
    }

    /// Tells whether a database belongs to these keys.
    var fingerprint: String {
        let key = atRest
        return Self.authenticate("fingerprint/v1", opaque.publicKey + login(.empty), key).hexadecimal
    }

    private static func authenticate(_ label: String, _ message: [UInt8], _ key: SecretBytes) -> [UInt8] {
        HMAC<SHA256>.authenticationCode(for: Array(label.utf8) + [0] + message, using: key)
    }
}

extension ServerKeys: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Says that the keys are hidden.
    package var description: String { "ServerKeys(redacted)" }

    /// Says that the keys are hidden.
    package var debugDescription: String { description }

    /// Shows no children.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
