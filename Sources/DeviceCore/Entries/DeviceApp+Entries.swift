package import Encodings
import Entries
package import OneTimePassword
import Primitives
import Synchronization
import Vault

extension DeviceApp {
    /// Adds a third-party entry.
    ///
    /// The same account is refused unless both are to be kept; nothing is overwritten.
    package func add(_ uri: OTPAuthURI, keepingBoth: Bool) throws -> EntryListing {
        let now = now()
        return try vaultOrNew().update { contents in
            try contents.add(uri, keepingBoth: keepingBoth, at: now)
        }
    }

    /// The entries in the user's order; none where there is no vault yet.
    package func entries() throws -> [EntryListing] {
        guard store.holdsVault else { return [] }
        return try vault().contents().listing(at: now())
    }

    /// The entry that `name` means: its number in the list, an identifier, `issuer:account`, with what the list tells it
    /// apart by, or a part that fits one only.
    package func entry(named name: String) throws -> EntryListing {
        let contents = try vault().contents()
        return try contents.listing(of: contents.anyEntry(named: name))
    }

    /// The codes of all entries that are ready.
    package func codes(at date: Instant?) throws -> [CodeListing] {
        guard store.holdsVault else { return [] }
        return try vault().contents().codes(at: date ?? now())
    }

    /// The accounts that a recovery code has signed in here, whose new password is still to be set.
    package func entriesNeedingPassword() throws -> [EntryListing] {
        guard store.holdsVault else { return [] }
        return try vault().contents().needingNewPassword
    }

    /// The accounts that accept no codes of this device any more.
    package func removedEntries() throws -> [EntryListing] {
        guard store.holdsVault else { return [] }
        return try entries().filter { [.suspended, .removedAtService].contains($0.state) }
    }

    /// The codes of all entries that are ready now, at any time: the vault is opened once.
    package func codeSource() throws -> @Sendable (Instant) -> [CodeListing] {
        let contents = try vault().contents()
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
    ) throws -> CodeListing {
        let vault = try vault()
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
        let spending = Mutex<UInt64?>(nil)
        return try vault.update { contents in
            let device = contents.deviceBound.device
            let (counter, listing) = try contents.portable.spendCounter(of: entry.id, at: now, on: device)
            let shown = spending.withLock { spending in
                defer { spending = counter }
                return spending
            }
            // Shown before it is spent: a code that nobody saw would be lost.
            if shown == nil { show(listing) }
            // Where another command changed the vault meanwhile, this comes by again; it may have spent the same code.
            guard shown == nil || shown == counter else { throw VaultError.files(.changedElsewhere) }
            return listing
        }
    }

    /// Sets the counter of an account whose codes depend on one, where it and the site no longer agree.
    package func setCounter(of name: String, to counter: UInt64) throws -> EntryListing {
        let now = now()
        return try vault().update { contents in
            let entry = try contents.entry(named: name)
            let device = contents.deviceBound.device
            try contents.portable.setCounter(of: entry.id, to: counter, at: now, on: device)
            return try contents.listing(of: entry.id)
        }
    }

    /// Moves an entry, readable or not, to a position from 1 on.
    package func move(_ name: String, to position: Int) throws -> EntryListing {
        let now = now()
        return try vault().update { contents in
            let id = try contents.anyEntry(named: name)
            let count = contents.portable.entryCount
            guard (1...count).contains(position) else { throw Failure(.invalidPosition, ["n": String(count)]) }
            contents.portable.move(id, to: position - 1, at: now, on: contents.deviceBound.device)
            return try contents.listing(of: id)
        }
    }

    /// Gives an entry another issuer, another account name, or both.
    package func rename(_ name: String, issuer: String?, account: String?) throws -> EntryListing {
        let now = now()
        return try vault().update { contents in
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
    @available(*, noasync)
    @discardableResult
    package func remove(_ name: String) throws -> Removal {
        let now = now()
        let (listing, keepsake, account) = try vault().update { contents in
            let id = try contents.anyEntry(named: name)
            guard contents.deviceBound.backup?.recoveryEntry != id else { throw Failure(.recoveryEntryInUse) }
            let left = (try contents.listing(of: id), try contents.keepsake(of: id, at: now), contents.leaving(id))
            contents.portable.remove(id, at: now, on: contents.deviceBound.device)
            contents.deviceBound.forget(id)
            return left
        }
        var departure: Departure?
        if let account { departure = leave(account) }
        return Removal(keepsake: keepsake, listing: listing, departure: departure)
    }
}

extension PortableContents {
    /// The code of an entry's counter, which moves on, and what it was.
    fileprivate mutating func spendCounter(
        of id: EntryID,
        at now: Instant,
        on device: DeviceID
    ) throws -> (counter: UInt64, listing: CodeListing) {
        guard let index = entries.firstIndex(where: { $0.id == id }),
            case .thirdParty(var secret) = entries[index].content
        else { throw Failure(.noSuchEntry) }
        let counter = secret.parameters.counter
        let code = secret.parameters.code(secret: secret.secret, at: now)
        secret.parameters.counter &+= 1
        entries[index].content = .thirdParty(secret)
        entries[index].modified = tick(at: now, on: device)
        return (counter, CodeListing(entries[index], code))
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

extension OTPParameters {
    fileprivate func code(_ secret: SecretBytes, next: Bool, at date: Instant) -> OneTimeCode {
        next ? nextCode(secret: secret, at: date) : code(secret: secret, at: date)
    }
}
