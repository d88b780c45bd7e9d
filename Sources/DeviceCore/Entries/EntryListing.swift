package import Encodings
package import Entries
import OneTimePassword
package import Vault

/// One line of `sparekey list --json`.
///
/// It holds no secret and no code; the note is as private as its person made it, and belongs into no log.
package struct EntryListing: Encodable, Sendable, Equatable {
    package let id: String
    package let kind: String
    package let issuer: String
    package let account: String
    package let state: EntryState
    /// Nil where only a newer version of the app knows; likewise the algorithm.
    package let digits: Int?
    /// Seconds; nil for codes that depend on a counter.
    package let period: Int?
    package let algorithm: String?
    /// The counter of the next code; nil for codes that depend on the time.
    package let counter: UInt64?
    /// From 1, in the user's order.
    package let position: Int
    /// From when on the service takes the codes of this device; nil where it does.
    package private(set) var codesCountFrom: Instant?

    /// How this device was removed from it; nil where it accepts this device, or its service has not told.
    package let knownRemoval: KnownRemoval?

    /// Whether this device has a secret of its own for it, or needs none.
    package let isSignedIn: Bool

    /// Whether this device was signed in to it, and its session is over.
    package let isSignedOut: Bool

    /// What the person says of it; nothing where only a newer version of the app can read it.
    package let details: EntryDetails

    /// How often this device was asked for its code; nil where it never was.
    package let use: EntryUse?

    /// What a person calls the entry: by its kind where a newer version's entry says no more.
    package let label: String

    /// What tells it from others of its name; nil where no other has it.
    package internal(set) var apart: String?

    package init(_ entry: Entry, at index: Int, in contents: VaultContents) {
        let ownDigits = entry.kind == .personal ? 8 : 6
        let parameters = contents.oneTimeSecret(of: entry)?.parameters
        isSignedIn = parameters != nil
        isSignedOut = contents.state(of: entry) == .needsSignIn && contents.isSignedOut(entry)
        id = entry.id.rawValue
        kind = entry.kind.rawValue
        issuer = entry.issuer
        account = entry.account
        state = contents.state(of: entry)
        digits = parameters?.digits ?? ownDigits
        period = parameters?.kind == .hotp ? nil : parameters?.period ?? 30
        algorithm = (parameters?.algorithm ?? .sha1).rawValue
        counter = parameters?.kind == .hotp ? parameters?.counter : nil
        position = index + 1
        label = entry.label
        details = entry.details
        use = contents.deviceBound.uses[entry.id]
        codesCountFrom = contents.deviceBound.codesCountFrom[entry.id]
        knownRemoval = contents.removal(from: entry) == nil ? nil : contents.deviceBound.removals[entry.id]
    }

    package init(_ entry: UnreadableEntry, at index: Int) {
        id = entry.id.rawValue
        kind = entry.kind
        issuer = entry.issuer
        account = entry.account
        state = .unreadable
        isSignedIn = false
        isSignedOut = false
        digits = nil
        period = nil
        algorithm = nil
        counter = nil
        position = index + 1
        label = entry.label
        details = EntryDetails()
        use = nil
        codesCountFrom = nil
        knownRemoval = nil
    }

    /// Whether an account service holds the account and lists its devices: it stays there when its entry goes.
    package var hasDevices: Bool { kind == Entry.Kind.personal.rawValue || kind == Entry.Kind.work.rawValue }

    /// Whether the person wants it before others.
    package var isFavourite: Bool { details.isFavourite }

    /// The same line without what is over at `date`.
    func at(_ date: Instant) -> EntryListing {
        var listing = self
        if let from = codesCountFrom, from <= date { listing.codesCountFrom = nil }
        return listing
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(kind, forKey: .kind)
        try container.encode(issuer, forKey: .issuer)
        try container.encode(account, forKey: .account)
        try container.encode(state, forKey: .state)
        // Null rather than missing, so that scripts find every key.
        try container.encode(digits, forKey: .digits)
        try container.encode(period, forKey: .period)
        try container.encode(algorithm, forKey: .algorithm)
        try container.encode(counter, forKey: .counter)
        try container.encode(position, forKey: .position)
        try container.encode(codesCountFrom.map { $0.seconds }, forKey: .codesCountFrom)
        try container.encode(knownRemoval.map(ListedRemoval.init), forKey: .removal)
        try encodeDetails(to: &container)
    }

    private func encodeDetails(to container: inout KeyedEncodingContainer<CodingKeys>) throws {
        try container.encode(details.tags, forKey: .tags)
        try container.encode(details.note.isEmpty ? nil : details.note, forKey: .note)
        try container.encode(details.isFavourite, forKey: .favourite)
        var icon: String?
        if case .bundled(let name) = details.icon { icon = name.text }
        try container.encode(icon, forKey: .icon)
        try container.encode(use?.days ?? 0, forKey: .daysUsed)
        try container.encode(use?.last.seconds, forKey: .lastUsed)
    }

    private enum CodingKeys: String, CodingKey {
        case id, kind, issuer, account, state, digits, period, algorithm, counter, position, codesCountFrom
        case removal, tags, note, favourite, icon, daysUsed, lastUsed
    }
}

/// How this device was removed from an account, as `sparekey list --json` has it.
private struct ListedRemoval: Encodable {
    let kind: String
    /// Seconds since 1970.
    let at: Int64
    let by: String?

    init(_ removal: KnownRemoval) {
        (kind, at, by) = (removal.kind, removal.at.seconds, removal.by)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(kind, forKey: .kind)
        try container.encode(at, forKey: .at)
        try container.encode(by, forKey: .by)
    }

    private enum CodingKeys: String, CodingKey { case kind, at, by }
}
