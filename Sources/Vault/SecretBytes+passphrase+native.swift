import OutsideText
package import Primitives

extension SecretBytes {
    /// The bytes of a passphrase as people type it: UTF-8 in Normalization Form C, nothing trimmed.
    package convenience init(passphrase: String) {
        var typed = Array(passphrase.utf8)
        self.init(passphrase: SecretBytes(wiping: &typed))
    }

    /// The same for a passphrase that is no text any more.
    package convenience init(passphrase: SecretBytes) {
        var typed = passphrase.exposedBytes()
        defer { wipe(&typed) }
        var composed = NormalForm.composed(typed)
        self.init(wiping: &composed)
    }
}
