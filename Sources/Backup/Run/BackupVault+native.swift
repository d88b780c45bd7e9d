import Sealed
package import Vault

extension UnlockedVault: BackupVault {
    package func change(
        _ change: @Sendable (inout VaultContents) throws(VaultError) -> Void
    ) throws(VaultError) {
        do {
            try update(change)
        } catch {
            throw error as? VaultError ?? .format(.damaged)
        }
    }
}
