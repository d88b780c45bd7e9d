// Backup seals portable contents into snapshots, keeps them in the user's storage and proves that they can be read.
// It may not see device-bound contents other than its own binding, and no storage may see anything unsealed.

package import Encodings
import Primitives
package import Vault

/// Labels and encodings that the formats of this module share.
enum BackupFormat {
    static let keyLength = 32
    static let hashLength = 32

    static func sha256(_ bytes: [UInt8]) -> [UInt8] {
        SHA256.hash(bytes)
    }

    /// The hash of a secret of megabytes, which compares faster than the secret itself.
    static func sha256(_ secret: SecretBytes) -> [UInt8] {
        SHA256.hash(secret)
    }
}

extension VaultContents {
    /// Whether a backup is turned on and its newest snapshot lacks a change, or a change of its key stopped half-way.
    package var isBackupPending: Bool {
        guard let backup = deviceBound.backup else { return false }
        return backup.backedUpRevision != portable.revision || backup.nextEpoch != nil
    }

    /// Since when a change waits to be backed up; nil where none does, or where there is no snapshot yet.
    package var pendingSince: Instant? {
        guard isBackupPending, let newest = deviceBound.backup?.newest else { return nil }
        let made = Stamp(time: newest.made.milliseconds, counter: .max, device: deviceBound.device)
        let known = newest.holding?.clock ?? made
        var stamps = [portable.ordered] + [portable.settings.modified].compactMap(\.self)
        stamps += portable.entries.map(\.modified) + portable.unreadable.map(\.modified) + portable.tombstones.values
        return (stamps.filter { $0 > known }.min()?.time).map(Instant.init(milliseconds:)) ?? newest.made
    }
}
