import Encodings
import Entries
import OneTimePassword
import Vault

extension VaultContents {
    /// The entry that holds the same account already.
    func duplicate(of uri: OTPAuthURI) -> Entry? {
        portable.duplicate(of: uri.content, issuer: uri.issuer, account: uri.account)
    }

    /// Adds a third-party entry; throws where the same account is here and only one is to be kept.
    mutating func add(_ uri: OTPAuthURI, keepingBoth: Bool, at now: Instant) throws(Failure) -> EntryListing {
        guard !uri.issuer.isEmpty || !uri.account.isEmpty else { throw Failure(.emptyLabel) }
        if !keepingBoth, let same = duplicate(of: uri) {
            let position = try listing(of: same.id).position
            throw Failure(.duplicateEntry, .duplicate(position: position))
        }
        let id = try add(uri, at: now)
        return try listing(of: id)
    }

    /// Adds a third-party entry, whatever is here, and returns its identifier.
    mutating func add(
        _ uri: OTPAuthURI,
        details: EntryDetails = EntryDetails(),
        at now: Instant
    ) throws(Failure) -> EntryID {
        guard !uri.issuer.isEmpty || !uri.account.isEmpty else { throw Failure(.emptyLabel) }
        return portable.add(
            uri.content,
            issuer: uri.issuer,
            account: uri.account,
            details: details,
            at: now,
            on: deviceBound.device
        )
    }

    /// The entry that a person means by `name`, for what only a readable one can do.
    func entry(named name: String) throws -> Entry {
        if let id = try toldApart(name) ?? one(of: portable.find(name), name), let entry = portable[id] { return entry }
        guard try one(of: portable.findAny(name), name) == nil else { throw Failure(.unreadableEntry) }
        throw Failure(noEntryNamed: name)
    }

    /// The entry that a person means by `name`, readable or not.
    func anyEntry(named name: String) throws -> EntryID {
        guard let id = try toldApart(name) ?? one(of: portable.findAny(name), name) else {
            throw Failure(noEntryNamed: name)
        }
        return id
    }

    /// The entry of a match; throws where there are several, with their numbers in the whole list.
    func one(of match: EntryMatch, _ name: String) throws -> EntryID? {
        switch match {
        case .none: nil
        case .one(let id): id
        case .several(let ids):
            let meant = Set(ids.map(\.rawValue))
            throw Failure(.ambiguousEntry, among: listing.filter { meant.contains($0.id) })
        }
    }
}

extension OTPAuthURI {
    fileprivate var content: Entry.Content {
        .thirdParty(OneTimeSecret(secret: secret, parameters: parameters))
    }
}
