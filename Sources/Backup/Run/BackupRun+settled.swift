import Sealed
import Vault

extension BackupRun {
    /// The newest head of a settled device, where a device that is new to the account made a newer one; only one that
    /// was made with the backup key.
    func settledHead(before head: Head, _ binding: BackupBinding) throws(BackupRunError) -> Head? {
        let settled: Head?
        do throws(HeadError) {
            settled = try heads.settledHead()
        } catch {
            throw BackupRunError(error)
        }
        guard let settled, settled.generation < head.generation, settled.epoch == binding.epoch,
            settled.verifies(key: binding.key, backup: binding.backupID)
        else { return nil }
        return settled
    }
}

extension BackupRunError {
    /// Whether a head names nothing that can be opened with the backup key.
    var saysNoSnapshot: Bool {
        switch self {
        case .headForged, .newestMissing, .newestDamaged, .snapshot(.damaged), .snapshot(.otherKey): true
        default: false
        }
    }
}
