package import Sealed

/// Why a vault was not opened, read or written.
package enum VaultError: Error, Sendable, Equatable {
    /// The bytes are not those of a vault, or would be none; where the file is damaged or gone, the previous copy may open.
    ///
    /// Never `otherKey`, which is ``unlocking(_:)`` with ``UnlockError/keyChanged``.
    case format(VaultFormatError)
    /// Nothing at hand opens the vault.
    case unlocking(UnlockError)
    /// The files could not be found, locked, read or written.
    case files(VaultFilesError)
}

/// Why a vault was not unlocked.
package enum UnlockError: Error, Sendable, Equatable {
    /// No way to unlock the vault is known to this version of the app.
    case unsupportedKeyslots
    /// The passphrase is not the vault's.
    case wrongPassphrase
    /// The vault opens with a passphrase only.
    case passphraseNeeded
    /// The vault has no passphrase; it opens with its key file.
    case passphraseNotSet
    /// The key file beside the vault is gone.
    case keyFileMissing
    /// Other users of the computer may read the key file.
    case keyFileExposed
    /// The key file beside the vault is not the vault's own.
    case wrongKeyFile
    /// The vault has another master key than the one at hand: it must be unlocked again.
    case keyChanged
    /// The computer has not enough free memory to try the passphrase.
    case outOfMemory
}

/// Why the files of a vault were not found, locked, read or written.
package enum VaultFilesError: Error, Sendable, Equatable {
    /// There is no vault in this folder.
    case missing
    /// There is a vault, or the previous copy of one, in this folder already.
    case exists
    /// Another process kept the vault locked for too long.
    case busy
    /// Another writer was faster: the version to be replaced is gone, and the vault is as that writer left it.
    case changedElsewhere
    /// The disk is full; the vault is as it was before.
    case diskFull
    /// A file could not be read; the system's error number says why.
    case cannotRead(Int32)
    /// A file could not be written, and the vault is as it was before; the system's error number says why.
    case cannotWrite(Int32)
}

extension VaultError {
    /// What a failure of the format means: another key than the one at hand has to be typed or found again.
    init(_ error: VaultFormatError) {
        self = error == .otherKey ? .unlocking(.keyChanged) : .format(error)
    }

    /// What a failure of a keyslot means.
    init(_ error: KeyslotError) {
        switch error {
        case .damaged: self = .format(.damaged)
        case .unsupported: self = .unlocking(.unsupportedKeyslots)
        case .outOfMemory: self = .unlocking(.outOfMemory)
        }
    }

    /// Runs what makes or tries a keyslot, and says what its failure means for the vault.
    static func ofKeyslot<R>(_ work: () throws(KeyslotError) -> R) throws(VaultError) -> R {
        do throws(KeyslotError) {
            return try work()
        } catch {
            throw VaultError(error)
        }
    }
}
