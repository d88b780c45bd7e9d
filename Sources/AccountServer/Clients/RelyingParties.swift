package import AccountAPI
import Encodings
import Foundation
import OutsideText
import Primitives
import SQLDatabase

/// A relying party: an application that signs people in, or has codes checked.
package struct RelyingParty: Sendable {
    /// Its identifier, the user name of its HTTP Basic authentication.
    package let id: ClientID
    /// The name that the administrator gave it.
    package let name: String
    /// Milliseconds since 1970.
    package let created: Int64
    /// What it may do beside having codes checked.
    package let settings: SignInSettings
}

/// Says why a relying party cannot be added.
package enum RelyingPartyError: Error, Equatable, Sendable {
    /// The name is empty, too long, or holds control characters.
    case invalidName
    /// People cannot be sent to this address.
    case invalidRedirect(String)
    /// An application without a secret must use PKCE.
    case publicWithoutPKCE
    /// An application without a secret cannot show who it is, and so may not ask devices.
    case publicMayNotAsk
}

/// The rules of relying parties.
package struct RelyingParties: Sendable {
    private static let secretLength = 32
    private let service: ServiceContext

    /// Makes the rules over a service.
    init(_ service: ServiceContext) {
        self.service = service
    }

    /// Adds a relying party and returns its secret, which is kept nowhere and is of no use to a public one.
    package func add(
        name: String,
        settings: SignInSettings = SignInSettings()
    ) async throws -> (party: RelyingParty, secret: String) {
        let isPlain = name.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
        guard (1...100).contains(name.unicodeScalars.count), isPlain else { throw RelyingPartyError.invalidName }
        try settings.check()
        let secret = randomBytes(count: Self.secretLength).hexadecimal
        let party = RelyingParty(id: .random(), name: name, created: service.now, settings: settings)
        try await service.database.write { transaction in
            try RelyingPartyStore(transaction: transaction, service: service)
                .insert(party, secret: Self.digest(Array(secret.utf8)))
        }
        return (party, secret)
    }

    /// The relying parties, the oldest first.
    package func list() async throws -> [RelyingParty] {
        try await service.database.read { try RelyingPartyStore(transaction: $0, service: service).all() }
    }

    /// Removes a relying party; false if there is none.
    package func remove(_ id: ClientID) async throws -> Bool {
        try await service.database.write { try RelyingPartyStore(transaction: $0, service: service).delete(id) }
    }

    /// Seals what a database of before holds of them in clear.
    func sealNames() async throws {
        try await service.database.write { try RelyingPartyStore(transaction: $0, service: service).seal() }
    }

    /// The relying party with an identifier.
    func party(_ id: ClientID) async throws -> RelyingParty? {
        try await service.database.read { try RelyingPartyStore(transaction: $0, service: service).party(id) }
    }

    /// Whether an application without a secret runs in browsers at an origin.
    func hasPublicApplication(at origin: String) async throws -> Bool {
        try await list().contains { $0.settings.allows(origin: origin) }
    }

    /// Checks the `Authorization` header of a request (RFC 7617).
    func authenticate(_ header: String?) async throws -> RelyingParty {
        guard let (id, secret) = header.flatMap(Self.credentials) else { throw Problem(.clientRefused) }
        return try await authenticate(id, secret: secret)
    }

    /// Checks the secret of a relying party; a public one has none that could be right.
    func authenticate(_ id: ClientID, secret: [UInt8]) async throws -> RelyingParty {
        let (kept, party) = try await service.database.read { transaction in
            let store = RelyingPartyStore(transaction: transaction, service: service)
            return (try store.secret(of: id), try store.party(id))
        }
        // An unknown client costs the same comparison.
        let expected = kept ?? [UInt8](repeating: 0, count: SHA256.length)
        guard constantTimeEqual(Self.digest(secret), expected), let party, !party.settings.isPublic else {
            throw Problem(.clientRefused)
        }
        return party
    }

    private static func credentials(_ header: String) -> (ClientID, [UInt8])? {
        guard header.beginsIgnoringCase(with: "basic "), let (_, encoded) = header.cut(at: " "),
            let data = Base64.decode(encoded)
        else {
            return nil
        }
        let parts = data.split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let id = ClientID(String(decoding: parts[0], as: UTF8.self)) else { return nil }
        return (id, Array(parts[1]))
    }

    // The secret has 256 random bits: there is nothing to guess that a slow hash would protect.
    private static func digest(_ secret: [UInt8]) -> [UInt8] {
        SHA256.hash(secret)
    }
}
