import Foundation
package import Vault

/// What a check of the backup found.
package struct BackupVerification: Sendable, Equatable {
    /// The newest snapshot, which opened.
    package let snapshot: KnownSnapshot
    /// Entries that the vault has and the snapshot has not, or has otherwise.
    package let notBackedUp: [EntryID]
    /// Entries that the snapshot has and the vault has not.
    package let onlyInBackup: [EntryID]

    /// Whether snapshot and vault hold the same entries.
    package var isComplete: Bool { notBackedUp.isEmpty && onlyInBackup.isEmpty }
}

extension BackupRun {
    /// Fetches the newest snapshot, opens it and compares it with the vault.
    package func verify() async throws(BackupRunError) -> BackupVerification {
        var contents = try await readVault().contents
        guard contents.deviceBound.backup != nil else { throw .notOn }
        let found = try await readHead()
        if try await finishEpoch(contents, found) { contents = try await readVault().contents }
        guard let binding = contents.deviceBound.backup else { throw .notOn }
        guard let head = found else { throw binding.newest == nil ? .noSnapshot : .rolledBack }
        try head.check(against: binding)
        let opened = try await fetch(head, binding)
        try await remember(verified: binding.backupID)
        return BackupVerification(snapshot: opened.known, comparing: contents.portable, with: opened.portable)
    }

    private func remember(verified backup: BackupID) async throws(BackupRunError) {
        let verified = now()
        try await note { if $0.backupID == backup { $0.lastVerified = verified } }
    }
}

extension BackupVerification {
    fileprivate init(snapshot: KnownSnapshot, comparing vault: PortableContents, with backup: PortableContents) {
        let entries = Dictionary(backup.entries.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let opaque = Dictionary(backup.unreadable.map { ($0.id, $0.json) }, uniquingKeysWith: { first, _ in first })
        let present = Set(vault.order)
        self.snapshot = snapshot
        notBackedUp =
            vault.entries.filter { entries[$0.id] != $0 }.map(\.id)
            + vault.unreadable.filter { opaque[$0.id] != $0.json }.map(\.id)
        onlyInBackup = backup.order.filter { !present.contains($0) }
    }
}
