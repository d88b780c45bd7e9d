import Primitives
import Sealed
import Vault

/// A new backup key, for when a device was lost: see ``run()``.
///
/// Wherever it stops, the backup opens with the key that the account service releases, and running it or a backup again
/// goes on from there: the vault keeps the new key before the service can hear of it.
package struct EpochChange: Sendable {
    private let backup: BackupRun
    private let keeper: any EpochKeeper
    /// Called after each step, so that a test can stop there.
    var afterStep: @Sendable (Step) throws(BackupRunError) -> Void = { _ throws(BackupRunError) in }

    /// The steps of a change, in order.
    enum Step: CaseIterable {
        /// The vault holds the new key beside the old one.
        case keyKept
        /// The storage holds a snapshot under the new key, which was read back and opened.
        case saved
        /// The service has the new key and the new head.
        case advanced
        /// The vault has the new key alone.
        case remembered
    }

    /// A change of the key of the backup that `backup` keeps.
    package init(_ backup: BackupRun, keeper: any EpochKeeper) {
        self.backup = backup
        self.keeper = keeper
    }

    /// Seals the vault under a new key with the next number, and makes that the backup's only key.
    ///
    /// What other devices have backed up is merged first. A change that was begun before is finished.
    @discardableResult
    package func run() throws(BackupRunError) -> BackupRunResult {
        let before = try backup.readVault().contents.deviceBound.backup?.epoch
        return try backup.untilFirst { merged throws(BackupRunError) in
            let agreed = try backup.agree(&merged)
            if agreed.binding.epoch != before {
                // The service had the new key already, so that nothing but a backup is left to do.
                return BackupRunResult(snapshot: try backup.run().snapshot, merged: merged)
            }
            let state = try backup.refuseShrinking(agreed, allowed: false)
            let next = try nextEpoch(state.binding)
            try afterStep(.keyKept)
            let sealed = try backup.seal(state, next: next)
            try backup.save(sealed)
            try backup.readBack(sealed, state.binding, key: next.key)
            try afterStep(.saved)
            try advance(to: sealed, after: state.previous, next)
            try afterStep(.advanced)
            try backup.remember(sealed, state.binding, PrunedStorage(), next: next)
            try afterStep(.remembered)
            return BackupRunResult(snapshot: sealed.known, merged: merged)
        }
    }

    /// The key that an earlier attempt kept, which the service may have, or a new one.
    private func nextEpoch(_ binding: BackupBinding) throws(BackupRunError) -> PendingEpoch {
        let epoch = binding.epoch + 1
        let new = PendingEpoch(epoch: epoch, key: SecretBytes.random(count: 32))
        try backup.update { contents throws(VaultError) in
            guard var current = contents.deviceBound.backup, current.backupID == binding.backupID else {
                throw .format(.damaged)
            }
            guard current.nextEpoch?.epoch != epoch else { return }
            current.nextEpoch = new
            contents.deviceBound.backup = current
        }
        // Nothing is sealed under a key that the vault does not hold.
        guard let kept = try backup.readVault().contents.deviceBound.backup?.nextEpoch, kept.epoch == epoch else {
            throw .vault(.format(.damaged))
        }
        return kept
    }

    private func advance(
        to sealed: SealedSnapshot,
        after previous: UInt64,
        _ next: PendingEpoch
    ) throws(BackupRunError) {
        do throws(HeadError) {
            try keeper.advanceEpoch(
                to: sealed.head,
                after: previous,
                epoch: next.epoch,
                key: next.key
            )
        } catch {
            throw BackupRunError(error)
        }
    }
}

extension BackupRun {
    /// Goes over to the new key if the service has it and this device stopped before it could remember that.
    func finishEpoch(_ contents: VaultContents, _ head: Head?) throws(BackupRunError) -> Bool {
        guard let binding = contents.deviceBound.backup, let next = binding.nextEpoch, let head,
            head.epoch == next.epoch, head.verifies(key: next.key, backup: binding.backupID)
        else { return false }
        try update { contents in
            guard var current = contents.deviceBound.backup, current.backupID == binding.backupID else { return }
            current.adopt(epoch: next.epoch, key: next.key)
            contents.deviceBound.backup = current
        }
        return true
    }
}
