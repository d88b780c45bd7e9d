import Foundation
import Primitives

/// Seals values in the database: a copy of it shows none, and none can be moved to another place.
struct AtRest: Sendable {
    private let key: SecretBytes

    /// Takes the key, 32 bytes.
    init(key: SecretBytes) {
        self.key = key
    }

    /// Seals a value for one place: nonce, ciphertext, tag.
    func seal(_ value: some ByteSource, for place: SealedPlace) throws -> [UInt8] {
        let nonce = randomBytes(count: XChaCha20Poly1305.nonceLength)
        return nonce
            + (try XChaCha20Poly1305.seal(value, key: key, nonce: nonce, additionalData: place.additionalData))
    }

    /// Opens the value of one place.
    func open(_ sealed: [UInt8], from place: SealedPlace) throws -> SecretBytes {
        let length = XChaCha20Poly1305.nonceLength
        return try XChaCha20Poly1305.open(
            Array(sealed.dropFirst(length)),
            key: key,
            nonce: Array(sealed.prefix(length)),
            additionalData: place.additionalData
        )
    }

    /// Opens a text of one place.
    func text(_ sealed: [UInt8], from place: SealedPlace) throws -> String {
        try open(sealed, from: place).exposedText
    }
}

/// The place of a sealed value in the database.
enum SealedPlace: Sendable {
    /// The name of an application, and the addresses that it sends people to.
    case clientDetails(row: String)
    /// The code of a contact proof.
    case contactCode(row: String)
    /// The address or number of a contact.
    case contactValue(row: String)
    /// The name of whoever did what a line of an organisation's log tells.
    case auditActor(row: String)
    /// The name of the device that a line of an organisation's log is about.
    case auditDevice(row: String)
    /// The name of the member that a line of an organisation's log is about.
    case auditSubject(row: String)
    /// The name of a device.
    case deviceName(row: String)
    /// The one-time secret of a device.
    case deviceSecret(row: String)
    /// The address of a contact that is told for the last time.
    case farewellValue(row: String)
    /// The networks that an account was used from.
    case knownNetworks(row: String)
    /// The code of a letter that still has to be sent.
    case letterCode(row: String)
    /// The name of an organisation's member.
    case memberName(row: String)
    /// What is told with a notice.
    case noticeDetail(row: String)
    /// The name of an organisation.
    case organizationName(row: String)
    /// What an account had before a guarded act.
    case replacedState(row: String)
    /// What is shown of a sign-in request, and its number.
    case requestDetail(row: String)
    /// The key that signs the requests of a session.
    case sessionKey(row: String)
    /// The state of a sign-in that was started.
    case signInState(row: String)
    /// The user name of a session in a browser, of a grant, or of a request without a browser.
    case username(row: String)
    /// What a page hands to the next one through the browser.
    case page(kind: String)

    /// What the seal is bound to: the column's and the row's name.
    var additionalData: [UInt8] {
        let (column, row) =
            switch self {
            case .clientDetails(let row): ("client.details", row)
            case .contactCode(let row): ("contact_proof.code", row)
            case .contactValue(let row): ("contact.value", row)
            case .auditActor(let row): ("audit.actor", row)
            case .auditDevice(let row): ("audit.device", row)
            case .auditSubject(let row): ("audit.subject", row)
            case .deviceName(let row): ("device.name", row)
            case .deviceSecret(let row): ("device.secret", row)
            case .farewellValue(let row): ("farewell.value", row)
            case .knownNetworks(let row): ("known_networks.networks", row)
            case .letterCode(let row): ("letter.code", row)
            case .memberName(let row): ("member.name", row)
            case .noticeDetail(let row): ("notice.detail", row)
            case .organizationName(let row): ("organization.name", row)
            case .replacedState(let row): ("replaced.state", row)
            case .requestDetail(let row): ("sign_in_request.detail", row)
            case .sessionKey(let row): ("session.request_key", row)
            case .signInState(let row): ("sign_in.state", row)
            case .username(let row): ("username", row)
            case .page(let kind): ("page", kind)
            }
        return Array("sparekey-server at-rest/v1\n\(column)\n\(row)".utf8)
    }
}
