import OutsideText
package import Primitives

extension SecretBytes {
    /// The bytes of a passphrase as people type it: UTF-8 in Normalization Form C, nothing trimmed.
    package convenience init(passphrase: String) {
        self.init(utf8: passphrase.composed)
    }
}
