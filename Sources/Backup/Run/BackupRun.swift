package import Foundation
package import Vault

/// One backup attempt, in phases that read from top to bottom: see ``run(allowingShrinking:)``.
///
/// Where an attempt stops, the vault's pending mark stays, because only the last phase clears it. Nothing is removed
/// from the storage.
package struct BackupRun: Sendable {
    let vault: UnlockedVault
    /// Where snapshots are kept.
    package let storage: any BackupStorage
    let heads: any BackupHeads
    let now: @Sendable () -> Date
    let problem: @Sendable (BackupRunError) -> String

    /// An attempt with a vault whose backup is turned on. `problem` names a failure in the way that the status shows it.
    package init(
        vault: UnlockedVault,
        storage: any BackupStorage,
        heads: any BackupHeads,
        now: @escaping @Sendable () -> Date,
        problem: @escaping @Sendable (BackupRunError) -> String
    ) {
        self.vault = vault
        self.storage = storage
        self.heads = heads
        self.now = now
        self.problem = problem
    }

    /// Makes a snapshot of the vault as it is now, proves that the storage has it, and makes it the newest.
    ///
    /// `allowingShrinking` is the user's word that the vault lacks entries on purpose.
    @discardableResult
    package func run(allowingShrinking: Bool = false) async throws(BackupRunError) -> KnownSnapshot {
        do throws(BackupRunError) {
            let contents = try await readVault()
            guard let binding = contents.deviceBound.backup else { throw .notOn }
            let parent = try await agreeOnParent(binding, contents)
            if !allowingShrinking {
                try await refuseShrinking(binding, contents.portable, parent)
            }
            let sealed = try seal(contents, binding, parent)
            try await save(sealed)
            try await readBack(sealed, binding)
            try await advance(to: sealed, binding, parent)
            try await remember(sealed, binding)
            return sealed.known
        } catch {
            await remember(problem: error)
            throw error
        }
    }

    func readVault() async throws(BackupRunError) -> VaultContents {
        do throws(VaultError) {
            return try await vault.contents()
        } catch {
            throw .vault(error)
        }
    }

    func readHead() async throws(BackupRunError) -> Head? {
        do {
            return try await heads.head()
        } catch {
            throw .service(error)
        }
    }

    /// The newest snapshot, on which service and device must agree.
    private func agreeOnParent(
        _ binding: BackupBinding,
        _ contents: VaultContents
    ) async throws(BackupRunError) -> KnownSnapshot? {
        let head = try await readHead()
        guard let head else {
            guard binding.newest == nil else { throw .rolledBack }
            return nil
        }
        guard head.verifies(key: binding.key, backup: binding.backupID) else { throw .headForged }
        let known = binding.newest?.generation ?? 0
        if head.generation > known { return try await adopt(head, binding, contents) }
        guard head.generation == known, head.hash == binding.newest?.hash else { throw .rolledBack }
        return binding.newest
    }

    /// Takes a newer head for this device's own if it stopped before it could remember it.
    private func adopt(
        _ head: Head,
        _ binding: BackupBinding,
        _ contents: VaultContents
    ) async throws(BackupRunError) -> KnownSnapshot {
        let opened = try await fetch(head, binding)
        guard
            opened.device == contents.deviceBound.device,
            opened.parent == binding.newest?.hash,
            opened.portable.revision <= contents.portable.revision
        else { throw .headMoved }
        return opened.known
    }

    private func refuseShrinking(
        _ binding: BackupBinding,
        _ portable: PortableContents,
        _ parent: KnownSnapshot?
    ) async throws(BackupRunError) {
        guard let parent, portable.entries.count < parent.entries else { return }
        let shrunken = BackupRunError.shrunken(now: portable.entries.count, before: parent.entries)
        guard !portable.entries.isEmpty else { throw shrunken }
        guard let before = try await entries(of: parent, binding) else {
            // The newest snapshot is lost or damaged, which a new one mends; then the numbers have to do.
            guard parent.entries - portable.entries.count <= portable.tombstones.count else { throw shrunken }
            return
        }
        let lost = before.filter { portable[$0.id] == nil && portable.tombstones[$0.id] == nil }
        guard lost.isEmpty else { throw shrunken }
    }

    /// The entries of the newest snapshot, or nil where the storage has lost or damaged it.
    private func entries(
        of parent: KnownSnapshot,
        _ binding: BackupBinding
    ) async throws(BackupRunError) -> [Entry]? {
        guard let head = try await readHead() else { throw .rolledBack }
        guard head.generation == parent.generation, head.hash == parent.hash else { throw .headMoved }
        do throws(BackupRunError) {
            return try await fetch(head, binding).portable.entries
        } catch .storage(.notFound), .storageEmpty, .newestMissing, .snapshot {
            return nil
        }
    }

    func fetch(_ head: Head, _ binding: BackupBinding) async throws(BackupRunError) -> OpenedSnapshot {
        try await NewestSnapshot.fetch(
            head,
            from: storage,
            key: binding.key,
            backup: binding.backupID,
            accountID: binding.accountID
        )
    }
}
