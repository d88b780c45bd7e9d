import Sealed

/// Tells the states of a vault apart, together with the note beside it.
///
/// It is computed from what is stored, so that every writer finds the same one without a counter in the file: sealing a
/// vault draws a new salt, and sealing a note a new nonce. Older bytes that are put back have their old version again.
package struct VaultVersion: Sendable, Equatable {
    private let salt: [UInt8]
    private let note: [UInt8]?

    /// The version of a vault, whole or only its beginning, and of its note.
    package init(vault: [UInt8], note: [UInt8]?) {
        salt = VaultFile.salt(of: vault)
        self.note = note
    }
}
