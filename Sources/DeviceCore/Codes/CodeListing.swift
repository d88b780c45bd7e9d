package import Encodings
package import Entries
package import OneTimePassword
package import Vault

/// One line of `sparekey codes --json`.
package struct CodeListing: Encodable, Sendable {
    package let id: String
    package let issuer: String
    package let account: String
    /// Nil in a list where it depends on a counter: one that nobody spends would be shown again after it was used.
    package let code: String?
    /// Seconds since 1970 when the code ends; nil for codes that depend on a counter.
    package let validUntil: Int64?
    /// From when on the service takes the codes of this device; nil where it does.
    package let codesCountFrom: Instant?
    /// What tells it from others of its name; nil where no other has it.
    package fileprivate(set) var apart: String?

    /// What a person calls the entry.
    package var label: String {
        [issuer, account].filter { !$0.isEmpty }.joined(separator: ":")
    }

    /// The code in groups, as people read it; nil where it depends on a counter.
    package let grouped: String?

    package init(_ entry: Entry, _ code: OneTimeCode?, countingFrom: Instant? = nil) {
        id = entry.id.rawValue
        issuer = entry.issuer
        account = entry.account
        self.code = code?.text
        grouped = code?.grouped
        validUntil = code?.validUntil.map { $0.seconds }
        codesCountFrom = countingFrom
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(issuer, forKey: .issuer)
        try container.encode(account, forKey: .account)
        try container.encode(code, forKey: .code)
        try container.encode(validUntil, forKey: .validUntil)
        try container.encode(codesCountFrom.map { $0.seconds }, forKey: .codesCountFrom)
    }

    private enum CodingKeys: String, CodingKey {
        case id, issuer, account, code, validUntil, codesCountFrom
    }
}

extension VaultContents {
    /// The codes of every entry that is ready, in the user's order.
    package func codes(at date: Instant) -> [CodeListing] {
        let namesakes = namesakes
        return portable.entries.compactMap { entry in
            guard let known = oneTimeSecret(of: entry) else { return nil }
            var line = CodeListing(
                entry,
                known.parameters.kind == .hotp ? nil : known.parameters.code(secret: known.secret, at: date),
                countingFrom: codesCountFrom(entry.id, at: date)
            )
            line.apart = namesakes[entry.id]
            return line
        }
    }
}
