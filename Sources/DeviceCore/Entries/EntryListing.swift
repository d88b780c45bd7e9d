import OneTimePassword
package import Vault

/// One line of `sparekey list --json`.
///
/// It holds no secret and no code.
package struct EntryListing: Encodable, Sendable, Equatable {
    package let id: String
    package let kind: String
    package let issuer: String
    package let account: String
    package let state: EntryState
    package let digits: Int
    /// Seconds; nil for codes that depend on a counter.
    package let period: Int?
    package let algorithm: String
    /// From 1, in the user's order.
    package let position: Int

    /// What a person calls the entry.
    package var label: String {
        [issuer, account].filter { !$0.isEmpty }.joined(separator: ":")
    }

    package init(_ entry: Entry, at index: Int, in contents: VaultContents) {
        let ownDigits = entry.kind == .personal ? 8 : 6
        let parameters = contents.oneTimeSecret(of: entry)?.parameters
        id = entry.id.rawValue
        kind = entry.kind.rawValue
        issuer = entry.issuer
        account = entry.account
        state = contents.state(of: entry)
        digits = parameters?.digits ?? ownDigits
        period = parameters?.kind == .hotp ? nil : parameters?.period ?? 30
        algorithm = (parameters?.algorithm ?? .sha1).rawValue
        position = index + 1
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(kind, forKey: .kind)
        try container.encode(issuer, forKey: .issuer)
        try container.encode(account, forKey: .account)
        try container.encode(state, forKey: .state)
        try container.encode(digits, forKey: .digits)
        // Null rather than missing, so that scripts find every key.
        try container.encode(period, forKey: .period)
        try container.encode(algorithm, forKey: .algorithm)
        try container.encode(position, forKey: .position)
    }

    private enum CodingKeys: String, CodingKey {
        case id, kind, issuer, account, state, digits, period, algorithm, position
    }
}

extension VaultContents {
    /// The entries as `list` shows them.
    package var listing: [EntryListing] {
        portable.entries.enumerated().map { EntryListing($1, at: $0, in: self) }
    }
}
