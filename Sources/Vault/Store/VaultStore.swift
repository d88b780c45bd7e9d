package import Primitives

/// Where a device keeps its vault: sealed bytes, which only a writer who names the version that they replace can
/// change.
///
/// A store knows the header of a vault and nothing behind it. Its calls take values and no functions, so that a lock,
/// where a store has one, lasts for one call: nobody holds it while a person, a service or a storage is asked.
///
/// Bound to classes, so that it can be held where Swift knows no other protocols at run time.
package protocol VaultStore: AnyObject, Sendable {
    /// What tells this vault from others on the device: an unlocked vault's key is remembered under it.
    var name: String { get }

    /// Whether there is a vault, or the previous copy of one.
    var holdsVault: Bool { get }

    /// Whether there is a previous copy, even one that cannot be read.
    var holdsPrevious: Bool { get }

    /// The vault, and the note beside it.
    ///
    /// Throws ``VaultFilesError/missing`` where there is none; where a previous copy shows that there was one, the
    /// vault counts as damaged.
    func load() throws(VaultError) -> StoredVault

    /// The same, with only the header and the keyslots of the vault.
    func loadStart() throws(VaultError) -> StoredVault

    /// The vault as it was before its last change; throws as ``load()`` does.
    func loadPrevious() throws(VaultError) -> [UInt8]

    /// The device's key, which opens a vault without a passphrase.
    func loadKey() throws(VaultError) -> SecretBytes

    /// Replaces the vault of this version, which becomes the previous copy; nil makes the first vault of an empty
    /// store.
    ///
    /// When this returns, the change is durable. Throws ``VaultFilesError/changedElsewhere`` where the store holds
    /// another version by now, ``VaultFilesError/exists`` where it should be empty and is not, and refuses bytes that
    /// do not begin as a vault; then nothing has changed.
    func commit(_ change: VaultChange, replacing version: VaultVersion?) throws(VaultError)

    /// Replaces the note beside the vault of this version.
    ///
    /// A note may be lost, so this need not be durable. Throws as ``commit(_:replacing:)`` does.
    func commitNote(_ note: [UInt8], replacing version: VaultVersion) throws(VaultError)

    /// Makes the previous copy equal to the vault, so that an old passphrase or key opens nothing any more.
    func forgetPrevious() throws(VaultError)

    /// Puts the previous copy, as it was loaded, in the place of a damaged vault, which is set aside.
    ///
    /// The version is that of the damaged vault, nil where nothing of it can be read.
    func restore(_ previous: [UInt8], replacing version: VaultVersion?) throws(VaultError)

    /// Keeps a copy of the vault for its owner, and says where.
    func keepCopy() throws(VaultError) -> String

    /// Random bytes that each lock changes, so that programs that keep the vault's key can see that it was locked; empty
    /// where it never was.
    ///
    /// It is no secret, and no part of the vault's version.
    var lockMark: [UInt8] { get }

    /// Makes the lock mark another one, for every program.
    func changeLockMark() throws(VaultError)
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
        /// It stays: the vault opens with it, as before.
        case kept
        /// The vault opens with this new one, which has to be stored before the vault is.
        case made(SecretBytes)
        /// The vault has a passphrase instead; a key that cannot be removed opens nothing.
        case removed
    }

    /// The sealed vault.
    package let bytes: [UInt8]
    /// The device's key.
    package let key: Key
    /// Whether the note is removed, since what it says must not stay readable; one that stays belongs to the old
    /// version.
    package let removesNote: Bool

    /// A vault with what goes along with it.
    package init(bytes: [UInt8], key: Key, removesNote: Bool = false) {
        self.bytes = bytes
        self.key = key
        self.removesNote = removesNote
    }
}
