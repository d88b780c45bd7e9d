import Entries
import Primitives
import Sealed
import Vault

/// The vault and the newest snapshot, on which service and device agree.
struct AgreedState {
    var contents: VaultContents
    /// The portable contents as the vault's file holds them.
    var portable: SecretPart
    let binding: BackupBinding
    /// The newest snapshot; nil before the first.
    let parent: KnownSnapshot?
    /// The newest snapshot's contents, where they had to be fetched.
    let fetched: PortableContents?
    /// Set where a merge found that the newest snapshot holds all that the vault holds.
    var alreadyBackedUp: KnownSnapshot?
    /// The number of a newer snapshot that does not open, whose head a device new to the account has put there.
    var passedOver: UInt64?

    /// The number of the newest head, which the next one follows.
    var previous: UInt64 { passedOver ?? parent?.generation ?? 0 }
}

extension BackupRun {
    /// Reads vault and head, and merges what another device has backed up.
    func agree(_ merged: inout MergeSummary) throws(BackupRunError) -> AgreedState {
        var (contents, portable) = try readVault()
        guard contents.deviceBound.backup != nil else { throw .notOn }
        let head = try readHead()
        if try finishEpoch(contents, head) {
            (contents, portable) = try readVault()
        }
        guard let binding = contents.deviceBound.backup else { throw .notOn }
        guard let head else {
            guard binding.newest == nil else { throw .rolledBack }
            return AgreedState(contents, portable, binding, nil)
        }
        do throws(BackupRunError) {
            return try agree(on: head, contents, portable, binding, &merged)
        } catch {
            guard error.saysNoSnapshot, let settled = try settledHead(before: head, binding) else { throw error }
            var state = AgreedState(contents, portable, binding, binding.newest)
            // What this device has seen already, it holds.
            if settled.generation > binding.newest?.generation ?? 0 {
                state = try agree(on: settled, contents, portable, binding, &merged)
                state.alreadyBackedUp = nil
            }
            state.passedOver = head.generation
            return state
        }
    }

    /// Agrees on the snapshot that a head names, and merges it where another device made it.
    private func agree(
        on head: Head,
        _ contents: VaultContents,
        _ portable: SecretPart,
        _ binding: BackupBinding,
        _ merged: inout MergeSummary
    ) throws(BackupRunError) -> AgreedState {
        var (contents, portable) = (contents, portable)
        try head.check(against: binding)
        if let known = binding.newest, head.generation == known.generation {
            return AgreedState(contents, portable, binding, known)
        }
        let opened = try fetch(head, binding)
        if isOwn(opened, contents, binding) {
            return AgreedState(contents, portable, binding, opened.known, opened.portable)
        }
        let before = contents.portable
        try merge(opened, contents.deviceBound.device, binding)
        (contents, portable) = try readVault()
        merged.add(Merge.result(contents.portable, before: before))
        guard let binding = contents.deviceBound.backup else { throw .notOn }
        return AgreedState(
            contents,
            portable,
            binding,
            opened.known,
            opened.portable,
            alreadyBackedUp: Merge.holdsTheSame(contents.portable, opened.portable) ? opened.known : nil
        )
    }

    /// Whether this device made the snapshot and stopped before it could remember it.
    private func isOwn(_ opened: OpenedSnapshot, _ contents: VaultContents, _ binding: BackupBinding) -> Bool {
        opened.device == contents.deviceBound.device
            && opened.parent == binding.newest?.hash
            && opened.portable.revision <= contents.portable.revision
    }

    /// Merges another device's snapshot into the vault.
    private func merge(
        _ opened: OpenedSnapshot,
        _ device: DeviceID,
        _ binding: BackupBinding
    ) throws(BackupRunError) {
        let now = now()
        try update { contents in
            guard var current = contents.deviceBound.backup, current.backupID == binding.backupID else { return }
            let result = Merge.merge(contents.portable, opened.portable, device: device, now: now)
            contents.keepLanguage()
            contents.portable = result.contents
            current.newest = opened.known
            current.isNewPlace = false
            // A change of the key that was under way followed an older head, so that it cannot arrive any more.
            current.nextEpoch = nil
            if Merge.holdsTheSame(result.contents, opened.portable) {
                current.backedUpRevision = result.contents.revision
                current.lastVerified = now
                current.clearProblem()
            }
            contents.deviceBound.backup = current
        }
    }
}

extension Head {
    /// Throws unless this can be the head of a backup as far as a device remembers it: genuine and no older.
    func check(against binding: BackupBinding) throws(BackupRunError) {
        guard epoch >= binding.epoch else { throw .rolledBack }
        // Another device has made a new key, which only a sign-in releases.
        guard epoch == binding.epoch else { throw .snapshot(.otherKey) }
        guard verifies(key: binding.key, backup: binding.backupID) else { throw .headForged }
        guard let known = binding.newest, generation <= known.generation else { return }
        guard generation == known.generation, hash == known.hash else { throw .rolledBack }
    }
}

extension AgreedState {
    fileprivate init(
        _ contents: VaultContents,
        _ portable: SecretPart,
        _ binding: BackupBinding,
        _ parent: KnownSnapshot?,
        _ fetched: PortableContents? = nil,
        alreadyBackedUp: KnownSnapshot? = nil
    ) {
        self.init(
            contents: contents,
            portable: portable,
            binding: binding,
            parent: parent,
            fetched: fetched,
            alreadyBackedUp: alreadyBackedUp
        )
    }
}
