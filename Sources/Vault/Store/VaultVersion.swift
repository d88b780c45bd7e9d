import Sealed

/// Which state of a vault, and of the note beside it, someone knows.
///
/// It comes from what is stored, so that all who write agree on it without one more number in the file: each seal of a
/// vault draws a new salt, and each seal of a note a new nonce. Whoever puts older bytes back puts their version back
/// with them.
package struct VaultVersion: Sendable, Equatable {
    private let salt: [UInt8]
    private let note: [UInt8]?

    /// The version of a vault, of which the beginning is enough, with its note.
    package init(vault: [UInt8], note: [UInt8]?) {
        salt = VaultFile.salt(of: vault)
        self.note = note
    }

    /// The version with another note beside the same vault.
    package func with(note: [UInt8]) -> VaultVersion {
        VaultVersion(salt: salt, note: note)
    }

    private init(salt: [UInt8], note: [UInt8]?) {
        self.salt = salt
        self.note = note
    }
}
