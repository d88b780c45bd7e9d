import Primitives
import Sealed

/// What is known of an open vault, and how it is read and changed; ``UnlockedVault`` lets one at a time do so.
struct OpenVault: Sendable {
    /// Where the vault lies.
    let home: VaultHome
    private(set) var master: SecretBytes
    private var file: VaultFile
    private var known: VaultContents
    private var encoded: EncodedPortable
    /// The note that ``known`` has what it says from, or that says nothing.
    private var note: [UInt8]?

    init(home: VaultHome, _ opened: VaultFolder.Opened) {
        self.home = home
        (master, file, known, encoded) = opened
    }

    mutating func contents() throws(VaultError) -> VaultContents {
        try refresh()
        return known
    }

    mutating func encodedContents() throws(VaultError) -> (contents: VaultContents, portable: SecretPart) {
        try refresh()
        return (known, encoded.json)
    }

    mutating func update<R: Sendable>(_ change: (inout VaultContents) throws -> R) throws -> R {
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

    mutating func noteBackup(_ change: (inout BackupBinding) -> Void) throws(VaultError) {
        let folder = VaultFolder(home: home)
        let lock = try folder.lock()
        try refresh()
        guard var backup = known.deviceBound.backup else { return }
        change(&backup)
        let bytes: [UInt8]
        do throws(VaultFormatError) {
            bytes = try BackupNote.seal(backup, beside: file, master: master)
        } catch {
            throw VaultError(error)
        }
        try folder.writeNote(bytes)
        known.deviceBound.backup = backup
        note = bytes
        _ = consume lock
    }

    mutating func setPassphrase(
        _ passphrase: SecretBytes?,
        cost: PassphraseCost
    ) throws(VaultError) {
        let folder = VaultFolder(home: home)
        let lock = try folder.lock()
        try refresh()
        let new = SecretBytes.random(count: 32)
        let slot: Keyslot
        let unlock: Unlock
        if let passphrase {
            slot = try Self.keyslot { () throws(KeyslotError) in
                try Keyslot.wrapping(new, passphrase: passphrase, cost: cost, vault: file.id)
            }
            unlock = .passphrase(passphrase)
        } else {
            // The vault on the disk opens with the key file that is there, so that one has to stay.
            let keyFile = try folder.needsPassphrase(file) ? folder.makeKeyFile() : folder.readKeyFile()
            slot = try Self.keyslot { () throws(KeyslotError) in
                try Keyslot.wrapping(new, keyFile: keyFile, vault: file.id)
            }
            unlock = .keyFile
        }
        keep(try folder.write(known, knowing: encoded, master: new, id: file.id, slots: [slot], proof: unlock))
        master = new
        folder.removeNote()
        try folder.forgetPrevious()
        _ = consume lock
    }

    static func keyslot(_ wrap: () throws(KeyslotError) -> Keyslot) throws(VaultError) -> Keyslot {
        do throws(KeyslotError) {
            return try wrap()
        } catch {
            throw VaultError(error)
        }
    }

    private mutating func refresh() throws(VaultError) {
        let folder = VaultFolder(home: home)
        if try folder.readStart().salt != file.salt {
            keep(try folder.open(home.vault, with: .masterKey(master), knowing: encoded))
        }
        guard let found = folder.readNote(), found != note else { return }
        note = found
        guard let backup = BackupNote.open(found, beside: file, master: master) else { return }
        known.deviceBound.backup = backup
    }

    private mutating func keep(_ opened: VaultFolder.Opened) {
        (_, file, known, encoded) = opened
        note = nil
    }
}
