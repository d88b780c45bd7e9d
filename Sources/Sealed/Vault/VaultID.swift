package import Encodings

extension Named {
    /// A vault.
    package enum Vault {}
}

/// Names a vault for its whole life; all that opens it is bound to it.
package typealias VaultID = Identifier<Named.Vault>
