package import Primitives

/// Where a device keeps its vault: bytes that were sealed before, replaced by whoever says which ones they replace.
///
/// Of what it keeps it reads no more than how it begins. Each call takes values and returns, so that whatever keeps
/// other writers away lasts as long as one call: nobody holds a store while a person, a service or a storage is asked.
///
/// Bound to classes, so that it can be held where Swift knows no other protocols at run time.
package protocol VaultStore: AnyObject, Sendable {
    /// Tells its vault from the others on the device, for whoever keeps their keys.
    var name: String { get }

    /// Whether there is a vault, or the previous copy of one.
    var holdsVault: Bool { get }

    /// Whether there is a previous copy, be it one that cannot be read.
    var holdsPrevious: Bool { get }

    /// The vault, and the note beside it.
    ///
    /// Throws ``VaultFilesError/missing`` where there is none, unless the previous copy shows that there was one: then
    /// it is damaged.
    func load() throws(VaultError) -> StoredVault

    /// The same with no more of the vault than header and keyslots.
    func loadStart() throws(VaultError) -> StoredVault

    /// The vault as it was before its last change; throws as ``load()`` does.
    func loadPrevious() throws(VaultError) -> [UInt8]

    /// The device's key, which opens a vault without a passphrase.
    func loadKey() throws(VaultError) -> SecretBytes

    /// Puts a vault in the place of the one of this version, which becomes the previous copy; nil stands for a store
    /// that holds none.
    ///
    /// When this returns, the change lasts, whatever happens to the device. Throws ``VaultFilesError/changedElsewhere``
    /// where there is another version by now, ``VaultFilesError/exists`` where there is one and should be none, and
    /// refuses bytes that are no vault: then everything is as it was.
    @discardableResult
    func commit(_ change: VaultChange, replacing version: VaultVersion?) throws(VaultError) -> VaultVersion

    /// Puts a note beside the vault of this version, in the place of the one that is there.
    ///
    /// It need not last. Throws as ``commit(_:replacing:)`` does.
    @discardableResult
    func commitNote(_ note: [UInt8], replacing version: VaultVersion) throws(VaultError) -> VaultVersion

    /// Makes the previous copy equal to the vault, so that nothing opens any more what was before.
    func forgetPrevious() throws(VaultError)

    /// Puts the previous copy, as it was loaded, in the place of a damaged vault, which is set aside.
    ///
    /// The version is that of the damaged vault, nil where nothing of it can be read.
    func restore(_ previous: [UInt8], replacing version: VaultVersion?) throws(VaultError)

    /// Keeps a copy of the vault for its owner, and says where.
    func keepCopy() throws(VaultError) -> String
}

/// A vault as a store keeps it.
package struct StoredVault: Sendable {
    /// The vault, or how it begins.
    package let bytes: [UInt8]
    /// The note beside it; nil where there is none that could be read.
    package let note: [UInt8]?

    /// What was found.
    package init(bytes: [UInt8], note: [UInt8]?) {
        self.bytes = bytes
        self.note = note
    }

    /// Which state of the vault this is.
    package var version: VaultVersion { VaultVersion(vault: bytes, note: note) }
}

/// What takes the place of a vault.
package struct VaultChange: Sendable {
    /// What becomes of the device's key.
    package enum Key: Sendable {
        /// The vault opens with the one that there is.
        case kept
        /// The vault opens with this one, which is there before the vault is.
        case made(SecretBytes)
        /// The vault opens without; one that stays all the same opens nothing.
        case removed
    }

    /// The sealed vault.
    package let bytes: [UInt8]
    /// The device's key.
    package let key: Key
    /// Whether the note goes, as it must not stay readable; one that stays belongs to the version before.
    package let removesNote: Bool

    /// A vault with what goes along with it.
    package init(bytes: [UInt8], key: Key, removesNote: Bool = false) {
        self.bytes = bytes
        self.key = key
        self.removesNote = removesNote
    }
}
