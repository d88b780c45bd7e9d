// Backup runs a backup: it has portable contents sealed, keeps them in the user's storage, proves that they can be read,
// merges what other devices have backed up, changes the key and removes what is old.
// It may not see device-bound contents other than its own binding, and no storage may see anything unsealed.

package import Encodings
import Entries
import Primitives
package import Vault

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
        var stamps = [portable.ordered] + [portable.settings.modified].compactMap { $0 }
        stamps += portable.entries.map { $0.modified } + portable.unreadable.map { $0.modified }
        stamps += portable.tombstones.values
        return (stamps.filter { $0 > known }.min()?.time).map(Instant.init(milliseconds:)) ?? newest.made
    }
}
