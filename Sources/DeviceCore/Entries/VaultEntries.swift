import Encodings
import Entries
package import OneTimePassword
import Primitives
import Vault

/// What a person keeps in the vault: adding it, finding, ordering and naming it, removing it, giving it away.
package struct VaultEntries: Sendable {
    let device: Device
}

extension VaultEntries {
    /// Adds a third-party entry.
    ///
    /// The same account is refused unless both are to be kept; nothing is overwritten.
    package func add(_ uri: OTPAuthURI, keepingBoth: Bool) throws -> EntryListing {
        let now = device.now()
        return try device.vaultOrNew().update { contents in
            try contents.add(uri, keepingBoth: keepingBoth, at: now)
        }
    }

    /// The entries in the user's order, or those that are chosen in theirs; none where there is no vault yet.
    package func list(_ selection: EntrySelection = EntrySelection()) throws -> [EntryListing] {
        guard device.store.holdsVault else { return [] }
        return selection.of(try device.vault().contents().listing(at: device.now()))
    }

    /// The entry that `name` means: its number in the list, an identifier, `issuer:account`, with what the list tells it
    /// apart by, or a part that fits one only.
    package func entry(named name: String) throws -> EntryListing {
        let contents = try device.vault().contents()
        return try contents.listing(of: contents.anyEntry(named: name))
    }

    /// The accounts that a recovery code has signed in here, whose new password is still to be set.
    package func needingPassword() throws -> [EntryListing] {
        guard device.store.holdsVault else { return [] }
        return try device.vault().contents().needingNewPassword
    }

    /// The accounts that accept no codes of this device any more.
    package func removed() throws -> [EntryListing] {
        guard device.store.holdsVault else { return [] }
        return try list().filter { [.suspended, .removedAtService].contains($0.state) }
    }

    /// Moves an entry, readable or not, to a position from 1 on.
    package func move(_ name: String, to position: Int) throws -> EntryListing {
        let now = device.now()
        return try device.vault().update { contents in
            let id = try contents.anyEntry(named: name)
            let count = contents.portable.entryCount
            guard (1...count).contains(position) else { throw Failure(.invalidPosition, ["n": .number(count)]) }
            contents.portable.move(id, to: position - 1, at: now, on: contents.deviceBound.device)
            return try contents.listing(of: id)
        }
    }

    /// Gives an entry another issuer, another account name, or both.
    package func rename(_ name: String, issuer: String?, account: String?) throws -> EntryListing {
        let now = device.now()
        return try device.vault().update { contents in
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
        let now = device.now()
        let (listing, keepsake, account) = try device.vault().update { contents in
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
