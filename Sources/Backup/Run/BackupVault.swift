package import Primitives
package import Vault

/// The vault, as far as a backup reads and changes it; whoever has several threads has one of them use it at a time.
package protocol BackupVault: AnyObject, Sendable {
    /// The contents as they are now, whoever wrote them last.
    func contents() throws(VaultError) -> VaultContents

    /// The same, with the portable half in the JSON form that the vault holds it in.
    func encodedContents() throws(VaultError) -> (contents: VaultContents, portable: SecretPart)

    /// Changes the contents; where another writer is faster, `change` is applied again.
    ///
    /// If it throws, nothing is written.
    func change(_ change: @Sendable (inout VaultContents) throws(VaultError) -> Void) throws(VaultError)

    /// Changes what is known of the backup and would be found out again, were it lost.
    func noteBackup(_ change: @Sendable (inout BackupBinding) -> Void) throws(VaultError)
}
