package import AccountAPI
import Crypto
import Foundation
import SQLDatabase
import Sodium

/// A relying party: an application that may have codes checked.
package struct RelyingParty: Sendable {
    /// Its identifier, the user name of its HTTP Basic authentication.
    package let id: ClientID
    /// The name that the administrator gave it.
    package let name: String
    /// Milliseconds since 1970.
    package let created: Int64
}

/// Says why a relying party cannot be added.
package enum RelyingPartyError: Error, Equatable, Sendable {
    /// The name is empty, too long, or holds control characters.
    case invalidName
}

/// The rules of relying parties.
package struct RelyingParties: Sendable {
    private static let secretLength = 32
    private let service: ServiceContext

    /// Makes the rules over a service.
    init(_ service: ServiceContext) {
        self.service = service
    }

    /// Adds a relying party and returns its secret, which is kept nowhere.
    package func add(name: String) async throws -> (party: RelyingParty, secret: String) {
        let isPlain = name.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
        guard (1...100).contains(name.unicodeScalars.count), isPlain else { throw RelyingPartyError.invalidName }
        let secret = randomBytes(count: Self.secretLength).hexadecimal
        let party = RelyingParty(id: .random(), name: name, created: service.now)
        try await service.database.write { transaction in
            try RelyingPartyStore(transaction: transaction).insert(party, secret: Self.digest(Array(secret.utf8)))
        }
        return (party, secret)
    }

    /// The relying parties, the oldest first.
    package func list() async throws -> [RelyingParty] {
        try await service.database.read { try RelyingPartyStore(transaction: $0).all() }
    }

    /// Removes a relying party; false if there is none.
    package func remove(_ id: ClientID) async throws -> Bool {
        try await service.database.write { try RelyingPartyStore(transaction: $0).delete(id) }
    }

    /// Checks the `Authorization` header of a request (RFC 7617).
    func authenticate(_ header: String?) async throws -> ClientID {
        guard let (id, secret) = header.flatMap(Self.credentials) else { throw Problem(.clientRefused) }
        let kept = try await service.database.read { try RelyingPartyStore(transaction: $0).secret(of: id) }
        // An unknown client costs the same comparison.
        let expected = kept ?? [UInt8](repeating: 0, count: SHA256.byteCount)
        guard constantTimeEqual(Self.digest(secret), expected), kept != nil else { throw Problem(.clientRefused) }
        return id
    }

    private static func credentials(_ header: String) -> (ClientID, [UInt8])? {
        guard header.lowercased().hasPrefix("basic "), let data = Data(base64Encoded: String(header.dropFirst(6)))
        else {
            return nil
        }
        let parts = data.split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let id = ClientID(String(decoding: parts[0], as: UTF8.self)) else { return nil }
        return (id, Array(parts[1]))
    }

    // The secret has 256 random bits: there is nothing to guess that a slow hash would protect.
    private static func digest(_ secret: [UInt8]) -> [UInt8] {
        Array(SHA256.hash(data: secret))
    }
}
