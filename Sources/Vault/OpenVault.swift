package import Primitives
package import Sealed

/// What is known of an open vault, and how it is read and changed.
///
/// Several may be open on one store, in one process or in many, and none loses a change of another: a change is made to
/// what the store holds, and made again if the store holds something else by the time it is committed.
package struct OpenVault: Sendable {
    /// How often a change is tried before it is given up; each failed try means that another writer has succeeded.
    private static let patience = 1000

    /// Where the vault is kept.
    let store: any VaultStore
    /// The key that every keyslot wraps.
    package private(set) var master: SecretBytes
    private let floor: PassphraseCost
    private var file: VaultFile
    private var known: VaultContents
    private var encoded: EncodedPortable
    /// The note that was read last: ``known`` already has what it says, if it says anything.
    private var note: [UInt8]?

    init(store: any VaultStore, floor: PassphraseCost, _ opened: VaultState) {
        self.store = store
        self.floor = floor
        (master, file, known, encoded) = (opened.master, opened.file, opened.contents, opened.encoded)
    }

    /// The contents as they are now, whoever wrote them last.
    package mutating func contents() throws(VaultError) -> VaultContents {
        _ = try refresh()
        return known
    }

    /// The contents as they are now, with the portable half in the JSON form that the vault holds it in.
    package mutating func encodedContents() throws(VaultError) -> (contents: VaultContents, portable: SecretPart) {
        _ = try refresh()
        return (known, encoded.json)
    }

    /// Changes the contents; if `change` throws, nothing is written and its error is returned.
    ///
    /// Where another writer is faster, `change` runs again on what that one left, so it must do nothing that must not
    /// be done twice. No lock is held while it runs.
    package mutating func update<R, Refusal: Error>(
        _ change: (inout VaultContents) throws(Refusal) -> R
    ) throws(VaultError) -> Result<R, Refusal> {
        try untilFirst { vault, version throws(VaultError) in
            var contents = vault.known
            let result: R
            do throws(Refusal) {
                result = try change(&contents)
            } catch {
                return .failure(error)
            }
            let key: VaultChange.Key = vault.file.slots.contains { $0.kind == .keyFile } ? .kept : .removed
            let isOff = contents.deviceBound.backup == nil
            let new = try VaultState(
                sealing: contents,
                knowing: vault.encoded,
                master: vault.master,
                id: vault.file.id,
                slots: vault.file.slots
            )
            try vault.commit(new, key: key, removesNote: isOff, replacing: version)
            return .success(result)
        }
    }

    /// Changes what is known of the backup, where there is one, without writing the vault again.
    package mutating func noteBackup(_ change: (inout BackupBinding) -> Void) throws(VaultError) {
        try untilFirst { vault, version throws(VaultError) in
            guard var backup = vault.known.deviceBound.backup else { return }
            change(&backup)
            let bytes: [UInt8]
            do throws(VaultFormatError) {
                bytes = try BackupNote.seal(backup, beside: vault.file, master: vault.master)
            } catch {
                throw VaultError(error)
            }
            try vault.store.commitNote(bytes, replacing: version)
            vault.known.deviceBound.backup = backup
            vault.note = bytes
        }
    }

    /// Replaces the passphrase and the master key; with nil the device's key opens the vault from then on.
    package mutating func setPassphrase(_ passphrase: SecretBytes?, cost: PassphraseCost) throws(VaultError) {
        _ = try refresh()
        let new = SecretBytes.random(count: 32)
        // Stretching takes longest, and depends on nothing that another writer could change.
        let typed = try passphrase.map { passphrase throws(VaultError) in
            try Keyslot.tested(wrapping: new, passphrase: passphrase, cost: cost, floor: floor, vault: file.id)
        }
        try untilFirst { vault, version throws(VaultError) in
            let (slot, key): (Keyslot, VaultChange.Key)
            if let typed {
                (slot, key) = (typed, .removed)
            } else if try vault.file.opensByPassphraseOnly() {
                let made = SecretBytes.random(count: 32)
                (slot, key) = (try .tested(wrapping: new, deviceKey: made, vault: vault.file.id), .made(made))
            } else {
                // The stored vault, and its previous copy until it is forgotten, open with this key: it stays.
                let present = try vault.store.loadKey()
                (slot, key) = (try .tested(wrapping: new, deviceKey: present, vault: vault.file.id), .kept)
            }
            let opened = try VaultState(
                sealing: vault.known,
                knowing: vault.encoded,
                master: new,
                id: vault.file.id,
                slots: [slot]
            )
            try vault.commit(opened, key: key, removesNote: true, replacing: version)
        }
        try store.forgetPrevious()
    }

    /// Puts a new state in the place of the version that is known.
    private mutating func commit(
        _ new: VaultState,
        key: VaultChange.Key,
        removesNote: Bool,
        replacing version: VaultVersion
    ) throws(VaultError) {
        let change = VaultChange(bytes: new.bytes, key: key, removesNote: removesNote)
        try store.commit(change, replacing: version)
        keep(new)
    }

    /// Makes an attempt to write until none of the others was faster, each time on what they have left.
    private mutating func untilFirst<R>(
        _ attempt: (inout OpenVault, VaultVersion) throws(VaultError) -> R
    ) throws(VaultError) -> R {
        for _ in 1..<Self.patience {
            let version = try refresh()
            do throws(VaultError) {
                return try attempt(&self, version)
            } catch {
                guard error == .files(.changedElsewhere) else { throw error }
            }
        }
        let version = try refresh()
        return try attempt(&self, version)
    }

    /// Takes in what others have written meanwhile, and says which version that is.
    private mutating func refresh() throws(VaultError) -> VaultVersion {
        var stored = try store.loadStart()
        if try VaultFile.start(of: stored.bytes).salt != file.salt {
            stored = try store.load()
            keep(try VaultState(stored.bytes, in: store, with: .masterKey(master), floor: floor, knowing: encoded))
        }
        guard let found = stored.note, found != note else { return stored.version }
        note = found
        guard let backup = BackupNote.open(found, beside: file, master: master) else { return stored.version }
        known.deviceBound.backup = backup
        return stored.version
    }

    private mutating func keep(_ opened: VaultState) {
        (master, file, known, encoded) = (opened.master, opened.file, opened.contents, opened.encoded)
        note = nil
    }
}
