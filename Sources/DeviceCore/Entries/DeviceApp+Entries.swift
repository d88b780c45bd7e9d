package import Encodings
import Entries
package import OneTimePassword
import Primitives
import Vault

extension DeviceApp {
    /// Adds a third-party entry.
    ///
    /// The same account is refused unless both are to be kept; nothing is overwritten.
    package func add(_ uri: OTPAuthURI, keepingBoth: Bool) async throws -> EntryListing {
        let now = now()
        return try await vaultOrNew().update { contents in
            try contents.add(uri, keepingBoth: keepingBoth, at: now)
        }
    }

    /// The entries in the user's order; none where there is no vault yet.
    package func entries() async throws -> [EntryListing] {
        guard UnlockedVault.exists(at: home) else { return [] }
        return try await vault().contents().listing(at: now())
    }

    /// The entry that `name` means: its number in the list, an identifier, `issuer:account`, with what the list tells it
    /// apart by, or a part that fits one only.
    package func entry(named name: String) async throws -> EntryListing {
        let contents = try await vault().contents()
        return try contents.listing(of: contents.anyEntry(named: name))
    }

    /// The codes of all entries that are ready.
    package func codes(at date: Instant?) async throws -> [CodeListing] {
        guard UnlockedVault.exists(at: home) else { return [] }
        return try await vault().contents().codes(at: date ?? now())
    }

    /// The accounts that a recovery code has signed in here, whose new password is still to be set.
    package func entriesNeedingPassword() async throws -> [EntryListing] {
        guard UnlockedVault.exists(at: home) else { return [] }
        return try await vault().contents().needingNewPassword
    }

    /// The accounts that accept no codes of this device any more.
    package func removedEntries() async throws -> [EntryListing] {
        guard UnlockedVault.exists(at: home) else { return [] }
        return try await entries().filter { [.suspended, .removedAtService].contains($0.state) }
    }

    /// The codes of all entries that are ready now, at any time: the vault is opened once.
    package func codeSource() async throws -> @Sendable (Instant) -> [CodeListing] {
        let contents = try await vault().contents()
        return { contents.codes(at: $0) }
    }

    /// The code of one entry, or the one after it.
    ///
    /// A counter's code is spent once `show` has returned: the next call gives the next one. It belongs to no time, so
    /// `next` and `date` are refused.
    @discardableResult
    package func code(
        of name: String,
        next: Bool,
        at date: Instant?,
        show: @escaping @Sendable (CodeListing) -> Void = { _ in }
    ) async throws -> CodeListing {
        let vault = try await vault()
        let contents = try vault.contents()
        let entry = try contents.entry(named: name)
        guard let secret = contents.oneTimeSecret(of: entry) else {
            throw contents.removal(from: entry) ?? Failure(.entryNotReady)
        }
        guard secret.parameters.kind == .hotp else {
            let date = date ?? now()
            let listing = CodeListing(
                entry,
                secret.parameters.code(secret.secret, next: next, at: date),
                countingFrom: contents.codesCountFrom(entry.id, at: date)
            )
            show(listing)
            return listing
        }
        guard !next, date == nil else { throw Failure(.counterBased) }
        let now = now()
        return try vault.update { contents in
            let device = contents.deviceBound.device
            let listing = try contents.portable.spendCounter(of: entry.id, at: now, on: device)
            // Shown before it is spent: a code that nobody saw would be lost.
            show(listing)
            return listing
        }
    }

    /// Sets the counter of an account whose codes depend on one, where it and the site no longer agree.
    package func setCounter(of name: String, to counter: UInt64) async throws -> EntryListing {
        let now = now()
        return try await vault().update { contents in
            let entry = try contents.entry(named: name)
            let device = contents.deviceBound.device
            try contents.portable.setCounter(of: entry.id, to: counter, at: now, on: device)
            return try contents.listing(of: entry.id)
        }
    }

    /// Moves an entry, readable or not, to a position from 1 on.
    package func move(_ name: String, to position: Int) async throws -> EntryListing {
        let now = now()
        return try await vault().update { contents in
            let id = try contents.anyEntry(named: name)
            let count = contents.portable.entryCount
            guard (1...count).contains(position) else { throw Failure(.invalidPosition, ["n": String(count)]) }
            contents.portable.move(id, to: position - 1, at: now, on: contents.deviceBound.device)
            return try contents.listing(of: id)
        }
    }

    /// Gives an entry another issuer, another account name, or both.
    package func rename(_ name: String, issuer: String?, account: String?) async throws -> EntryListing {
        let now = now()
        return try await vault().update { contents in
            let entry = try contents.entry(named: name)
            let issuer = issuer ?? entry.issuer
            let account = account ?? entry.account
            guard !issuer.isEmpty || !account.isEmpty else { throw Failure(.emptyLabel) }
            let device = contents.deviceBound.device
            contents.portable.rename(entry.id, issuer: issuer, account: account, at: now, on: device)
            return try contents.listing(of: entry.id)
        }
    }

    /// Removes an entry, readable or not, from this device and from the backups to come; then its service is told, if
    /// it can be.
    @discardableResult
    package func remove(_ name: String) async throws -> Removal {
        let now = now()
        let (listing, keepsake, account) = try await vault().update { contents in
            let id = try contents.anyEntry(named: name)
            guard contents.deviceBound.backup?.recoveryEntry != id else { throw Failure(.recoveryEntryInUse) }
            let left = (try contents.listing(of: id), try contents.keepsake(of: id, at: now), contents.leaving(id))
            contents.portable.remove(id, at: now, on: contents.deviceBound.device)
            contents.deviceBound.forget(id)
            return left
        }
        var departure: Departure?
        if let account { departure = await leave(account) }
        return Removal(keepsake: keepsake, listing: listing, departure: departure)
    }
}

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
            throw Failure(.duplicateEntry, ["position": String(position)])
        }
        let id = portable.add(
            uri.content,
            issuer: uri.issuer,
            account: uri.account,
            at: now,
            on: deviceBound.device
        )
        return try listing(of: id)
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

    private func one(of match: EntryMatch, _ name: String) throws -> EntryID? {
        switch match {
        case .none: nil
        case .one(let id): id
        case .several(let ids):
            let meant = Set(ids.map(\.rawValue))
            throw Failure(.ambiguousEntry, among: listing.filter { meant.contains($0.id) })
        }
    }
}

extension PortableContents {
    /// The code of an entry's counter, after which the counter moves on.
    fileprivate mutating func spendCounter(
        of id: EntryID,
        at now: Instant,
        on device: DeviceID
    ) throws -> CodeListing {
        guard let index = entries.firstIndex(where: { $0.id == id }),
            case .thirdParty(var secret) = entries[index].content
        else { throw Failure(.noSuchEntry) }
        let code = secret.parameters.code(secret: secret.secret, at: now)
        secret.parameters.counter &+= 1
        entries[index].content = .thirdParty(secret)
        entries[index].modified = tick(at: now, on: device)
        return CodeListing(entries[index], code)
    }

    fileprivate mutating func setCounter(
        of id: EntryID,
        to counter: UInt64,
        at now: Instant,
        on device: DeviceID
    ) throws {
        guard let index = entries.firstIndex(where: { $0.id == id }),
            case .thirdParty(var secret) = entries[index].content, secret.parameters.kind == .hotp
        else { throw Failure(.noCounter) }
        secret.parameters.counter = counter
        entries[index].content = .thirdParty(secret)
        entries[index].modified = tick(at: now, on: device)
    }
}

extension OTPAuthURI {
    fileprivate var content: Entry.Content {
        .thirdParty(OneTimeSecret(secret: secret, parameters: parameters))
    }
}

extension OTPParameters {
    fileprivate func code(_ secret: SecretBytes, next: Bool, at date: Instant) -> OneTimeCode {
        next ? nextCode(secret: secret, at: date) : code(secret: secret, at: date)
    }
}
