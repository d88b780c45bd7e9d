import Encodings
package import Entries
import Primitives
import Sealed
package import Vault

/// What a check of the backup found.
package struct BackupVerification: Sendable, Equatable {
    /// The newest snapshot, which opened.
    package let snapshot: KnownSnapshot
    /// Entries that the vault has and the snapshot has not, or has otherwise.
    package let notBackedUp: [EntryID]
    /// Entries that the snapshot has and the vault has not.
    package let onlyInBackup: [EntryID]
    /// The number of a newer snapshot that does not open, which a device new to the account has named.
    package let passedOver: UInt64?

    /// Whether snapshot and vault hold the same entries.
    package var isComplete: Bool { notBackedUp.isEmpty && onlyInBackup.isEmpty }
}

extension BackupRun {
    /// Fetches the newest snapshot, opens it and compares it with the vault.
    package func verify() throws(BackupRunError) -> BackupVerification {
        var contents = try readVault().contents
        guard contents.deviceBound.backup != nil else { throw .notOn }
        let found = try readHead()
        if try finishEpoch(contents, found) { contents = try readVault().contents }
        guard let binding = contents.deviceBound.backup else { throw .notOn }
        guard let head = found else { throw binding.newest == nil ? .noSnapshot : .rolledBack }
        let (opened, passedOver) = try open(head, binding)
        try remember(verified: binding.backupID)
        return BackupVerification(
            snapshot: opened.known,
            passedOver: passedOver,
            comparing: contents.portable,
            with: opened.portable
        )
    }

    /// The snapshot that a head names, or the newest of a settled device, with the number that was passed over for it.
    private func open(
        _ head: Head,
        _ binding: BackupBinding
    ) throws(BackupRunError) -> (OpenedSnapshot, passedOver: UInt64?) {
        do throws(BackupRunError) {
            try head.check(against: binding)
            return (try fetch(head, binding), nil)
        } catch {
            guard error.saysNoSnapshot, let settled = try settledHead(before: head, binding),
                settled.generation >= binding.newest?.generation ?? 0
            else { throw error }
            return (try fetch(settled, binding), head.generation)
        }
    }

    private func remember(verified backup: BackupID) throws(BackupRunError) {
        let verified = now()
        try note { if $0.backupID == backup { $0.lastVerified = verified } }
    }
}

extension BackupVerification {
    fileprivate init(
        snapshot: KnownSnapshot,
        passedOver: UInt64?,
        comparing vault: PortableContents,
        with backup: PortableContents
    ) {
        self.passedOver = passedOver
        let entries = Dictionary(backup.entries.map { ($0.id, $0) }, joining: { first, _ in first })
        let opaque = Dictionary(backup.unreadable.map { ($0.id, $0.json) }, joining: { first, _ in first })
        let present = Set(vault.order)
        self.snapshot = snapshot
        notBackedUp =
            vault.entries.filter { entries[$0.id] != $0 }.map { $0.id }
            + vault.unreadable.filter { opaque[$0.id] != $0.json }.map { $0.id }
        onlyInBackup = backup.order.filter { !present.contains($0) }
    }
}
