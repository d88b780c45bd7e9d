package import Encodings
import Primitives
import Sealed
package import Storages
package import Vault

/// One backup attempt, in phases that read from top to bottom: see ``run(allowingShrinking:)``.
///
/// Where an attempt stops, the vault's pending mark stays, because only the last phase clears it.
package struct BackupRun: Sendable {
    /// How often other devices may be first before an attempt gives up.
    static let patience = 5

    let vault: any BackupVault
    /// Where snapshots are kept.
    package let storage: any BackupStorage
    let place: (any RecognisedPlace)?
    let heads: any BackupHeads
    let now: @Sendable () -> Instant
    let problem: @Sendable (BackupRunError) -> String?

    /// An attempt with a vault whose backup is turned on.
    ///
    /// `place` is the storage's folder where it has one, `problem` names a failure in the way that the status shows
    /// it, and gives no name where nobody waits for the attempt any more.
    package init(
        vault: any BackupVault,
        storage: any BackupStorage,
        place: (any RecognisedPlace)? = nil,
        heads: any BackupHeads,
        now: @escaping @Sendable () -> Instant,
        problem: @escaping @Sendable (BackupRunError) -> String?
    ) {
        self.vault = vault
        self.storage = storage
        self.place = place
        self.heads = heads
        self.now = now
        self.problem = problem
    }

    /// Makes a snapshot of the vault as it is now, proves that the storage has it, and makes it the newest.
    ///
    /// What other devices have backed up is merged into the vault first. `allowingShrinking` is the user's word that
    /// the vault lacks entries on purpose.
    @discardableResult
    package func run(allowingShrinking: Bool = false) throws(BackupRunError) -> BackupRunResult {
        try untilFirst { merged throws(BackupRunError) in
            let agreed = try agree(&merged)
            if let snapshot = agreed.alreadyBackedUp { return BackupRunResult(snapshot: snapshot, merged: merged) }
            try checkPlace(agreed.binding)
            let state = try refuseShrinking(agreed, allowed: allowingShrinking)
            let sealed = try seal(state)
            try save(sealed)
            try readBack(sealed, state.binding)
            try advance(to: sealed, after: state.previous)
            let kept = prune(after: sealed, state.binding)
            try remember(sealed, state.binding, kept)
            return BackupRunResult(
                snapshot: sealed.known,
                merged: merged,
                pruned: kept.removed,
                passedOver: state.passedOver
            )
        }
    }

    /// Tries again while another device is first each time, and remembers the reason of a failure.
    func untilFirst(
        _ attempt: (inout MergeSummary) throws(BackupRunError) -> BackupRunResult
    ) throws(BackupRunError) -> BackupRunResult {
        var merged = MergeSummary()
        do throws(BackupRunError) {
            for _ in 1..<Self.patience {
                do throws(BackupRunError) {
                    return try attempt(&merged)
                } catch .headMoved {
                    continue
                }
            }
            return try attempt(&merged)
        } catch {
            remember(problem: error)
            throw error
        }
    }

    func readVault() throws(BackupRunError) -> (contents: VaultContents, portable: SecretPart) {
        do throws(VaultError) {
            return try vault.encodedContents()
        } catch {
            throw .vault(error)
        }
    }

    func readHead() throws(BackupRunError) -> Head? {
        do throws(HeadError) {
            return try heads.head()
        } catch {
            throw BackupRunError(error)
        }
    }

    func update(
        _ change: @Sendable (inout VaultContents) throws(VaultError) -> Void
    ) throws(BackupRunError) {
        do throws(VaultError) {
            try vault.change(change)
        } catch {
            throw .vault(error)
        }
    }

    /// Changes what is known of the backup and would be found out again, were it lost.
    func note(_ change: @Sendable (inout BackupBinding) -> Void) throws(BackupRunError) {
        do throws(VaultError) {
            try vault.noteBackup(change)
        } catch {
            throw .vault(error)
        }
    }
}

/// What a run did.
package struct BackupRunResult: Sendable {
    /// The newest snapshot, which holds what the vault held during the run.
    package let snapshot: KnownSnapshot
    /// What other devices' snapshots brought into the vault.
    package let merged: MergeSummary
    /// How many old snapshots were removed from the storage.
    package let pruned: Int
    /// The number of a newer snapshot that did not open, which a device new to the account had named.
    package let passedOver: UInt64?

    init(snapshot: KnownSnapshot, merged: MergeSummary, pruned: Int = 0, passedOver: UInt64? = nil) {
        self.passedOver = passedOver
        self.snapshot = snapshot
        self.merged = merged
        self.pruned = pruned
    }
}
