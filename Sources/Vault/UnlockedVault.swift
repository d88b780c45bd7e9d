import Foundation
package import Primitives

/// What unlocks a vault.
package enum Unlock: Sendable {
    /// The key file beside a vault without a passphrase.
    case keyFile
    /// The passphrase, as ``Primitives/SecretBytes/init(passphrase:)`` makes it.
    case passphrase(SecretBytes)
    /// The master key of a vault that was unlocked before.
    case masterKey(SecretBytes)
}

/// An open vault. Several may be open on one folder, in one process or in many: none loses a change of another.
package actor UnlockedVault {
    /// Where the vault lies.
    package nonisolated let home: VaultHome
    private var master: SecretBytes
    private var file: VaultFile
    private var known: VaultContents
    private var encoded: EncodedPortable
    /// The note that ``known`` has what it says from, or that says nothing.
    private var note: [UInt8]?

    private init(home: VaultHome, _ opened: VaultFolder.Opened) {
        self.home = home
        (master, file, known, encoded) = opened
    }

    /// The key that every keyslot wraps, for whoever keeps the vault unlocked.
    package var masterKey: SecretBytes { master }

    /// Whether the folder holds a vault or what is left of one.
    package static func exists(at home: VaultHome) -> Bool {
        VaultFolder(home: home).holdsVault
    }

    /// Makes a vault; without a passphrase it gets a key file.
    package static func create(
        at home: VaultHome,
        passphrase: SecretBytes?,
        cost: PassphraseCost = .standard,
        contents: VaultContents
    ) throws(VaultError) -> UnlockedVault {
        let folder = VaultFolder(home: home)
        try folder.make()
        let lock = try folder.lock()
        guard !folder.holdsVault else { throw .exists }
        let master = SecretBytes.random(count: 32)
        let id = randomBytes(count: 16)
        let slot: Keyslot
        if let passphrase {
            slot = try Keyslot.sealing(master, passphrase: passphrase, cost: cost, vault: id)
        } else {
            slot = try Keyslot.sealing(master, keyFile: try folder.makeKeyFile(), vault: id)
        }
        let written = try folder.write(contents, master: master, id: id, slots: [slot])
        _ = consume lock
        return UnlockedVault(home: home, written)
    }

    /// Whether a passphrase must be asked for; reads the header only.
    package static func needsPassphrase(at home: VaultHome) throws(VaultError) -> Bool {
        try VaultFolder(home: home).readStart().needsPassphrase
    }

    /// Opens the vault.
    package static func open(at home: VaultHome, with unlock: Unlock) throws(VaultError) -> UnlockedVault {
        UnlockedVault(home: home, try VaultFolder(home: home).open(home.vault, with: unlock))
    }

    /// The contents as they are now, whoever wrote them last.
    package func contents() throws(VaultError) -> VaultContents {
        try refresh()
        return known
    }

    /// The contents as they are now, with the portable half in the JSON form that the vault holds it in.
    package func encodedContents() throws(VaultError) -> (contents: VaultContents, portable: SecretPart) {
        try refresh()
        return (known, encoded.json)
    }

    /// Changes the contents: when this returns, the disk has them and the previous copy has what was before.
    ///
    /// The change is made to what every other writer left; if it throws, nothing is written.
    @discardableResult
    package func update<R: Sendable>(_ change: @Sendable (inout VaultContents) throws -> R) throws -> R {
        let folder = VaultFolder(home: home)
        let lock = try folder.lock()
        try refresh()
        var contents = known
        let result = try change(&contents)
        keep(try folder.write(contents, knowing: encoded, master: master, id: file.id, slots: file.slots))
        if contents.deviceBound.backup == nil { folder.removeNote() }
        _ = consume lock
        return result
    }

    /// Changes what is known of the backup, where there is one, without writing the vault again.
    ///
    /// It goes into a note that lasts until the next change of the vault, which takes it over. The note may be lost, so
    /// only what a backup or a verification finds out again may be changed in this way.
    package func noteBackup(_ change: @Sendable (inout BackupBinding) -> Void) throws(VaultError) {
        let folder = VaultFolder(home: home)
        let lock = try folder.lock()
        try refresh()
        guard var backup = known.deviceBound.backup else { return }
        change(&backup)
        let bytes = try BackupNote.seal(backup, beside: file, master: master)
        try folder.writeNote(bytes)
        known.deviceBound.backup = backup
        note = bytes
        _ = consume lock
    }

    /// Replaces the passphrase and the master key; nil takes the passphrase away and makes a key file.
    ///
    /// The previous copy is replaced too, so that the old passphrase opens nothing any more.
    package func setPassphrase(
        _ passphrase: SecretBytes?,
        cost: PassphraseCost = .standard
    ) throws(VaultError) {
        let folder = VaultFolder(home: home)
        let lock = try folder.lock()
        try refresh()
        let new = SecretBytes.random(count: 32)
        let slot: Keyslot
        let unlock: Unlock
        if let passphrase {
            slot = try Keyslot.sealing(new, passphrase: passphrase, cost: cost, vault: file.id)
            unlock = .passphrase(passphrase)
        } else {
            // The vault on the disk opens with the key file that is there, so that one has to stay.
            let keyFile = try file.needsPassphrase ? folder.makeKeyFile() : folder.readKeyFile()
            slot = try Keyslot.sealing(new, keyFile: keyFile, vault: file.id)
            unlock = .keyFile
        }
        keep(try folder.write(known, knowing: encoded, master: new, id: file.id, slots: [slot], proof: unlock))
        master = new
        folder.removeNote()
        try folder.forgetPrevious()
        _ = consume lock
    }

    /// Whether the previous copy is whole and opens.
    package static func previousOpens(at home: VaultHome, with unlock: Unlock) -> Bool {
        (try? VaultFolder(home: home).open(home.previous, with: unlock)) != nil
    }

    /// Puts the previous copy in the vault's place and keeps the damaged file under another name.
    package static func restorePrevious(at home: VaultHome, with unlock: Unlock) throws(VaultError) -> UnlockedVault {
        let folder = VaultFolder(home: home)
        let lock = try folder.lock()
        let opened = try folder.restorePrevious(with: unlock)
        _ = consume lock
        return UnlockedVault(home: home, opened)
    }

    private func refresh() throws(VaultError) {
        let folder = VaultFolder(home: home)
        if try folder.readStart().salt != file.salt {
            keep(try folder.open(home.vault, with: .masterKey(master), knowing: encoded))
        }
        guard let found = folder.readNote(), found != note else { return }
        note = found
        guard let backup = BackupNote.open(found, beside: file, master: master) else { return }
        known.deviceBound.backup = backup
    }

    private func keep(_ opened: VaultFolder.Opened) {
        (_, file, known, encoded) = opened
        note = nil
    }
}

extension SecretBytes {
    /// The bytes of a passphrase as people type it: UTF-8 in Normalization Form C, nothing trimmed.
    package convenience init(passphrase: String) {
        self.init(utf8: passphrase.precomposedStringWithCanonicalMapping)
    }
}
