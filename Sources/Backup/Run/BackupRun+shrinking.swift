import Entries
import Sealed
import Storages
import Vault

extension BackupRun {
    /// Keeps a vault that lacks entries which nobody removed from replacing a good backup in silence.
    ///
    /// With the user's agreement they count as removed, so that other devices do not bring them back.
    func refuseShrinking(_ state: AgreedState, allowed: Bool) throws(BackupRunError) -> AgreedState {
        let portable = state.contents.portable
        guard let parent = state.parent, parent.entries > 0 else { return state }
        let shrunken = BackupRunError.shrunken(now: portable.entryCount, before: parent.entries)
        guard portable.entryCount > 0 || allowed else { throw shrunken }
        if let holding = parent.holding, holding.isCovered(by: portable) { return state }
        guard let before = try contents(of: parent, state) else {
            // The newest snapshot is lost or damaged, which a new one mends; then the numbers have to do.
            guard allowed || parent.entries - portable.entryCount <= portable.tombstones.count else { throw shrunken }
            return state
        }
        let vanished = Merge.vanished(from: before, in: portable)
        guard !vanished.isEmpty else { return state }
        guard allowed else { throw shrunken }
        return try remove(vanished, state)
    }

    /// The contents of the newest snapshot, or nil where the storage has lost or damaged it.
    private func contents(
        of parent: KnownSnapshot,
        _ state: AgreedState
    ) throws(BackupRunError) -> PortableContents? {
        if let fetched = state.fetched { return fetched }
        guard let newest = try readHead() else { throw .rolledBack }
        let settled = try state.passedOver == nil ? nil : settledHead(before: newest, state.binding)
        let head = settled ?? newest
        guard head.generation == parent.generation, head.hash == parent.hash else {
            if settled != nil { return nil }
            throw .headMoved
        }
        do throws(BackupRunError) {
            return try fetch(head, state.binding).portable
        } catch .storage(.notFound), .storageEmpty, .newestMissing, .newestDamaged, .snapshot {
            return nil
        }
    }

    private func remove(_ vanished: [EntryID], _ state: AgreedState) throws(BackupRunError) -> AgreedState {
        let device = state.contents.deviceBound.device
        let now = now()
        try update { contents in
            let present = Set(contents.portable.order)
            for id in vanished where !present.contains(id) {
                contents.portable.tombstones[id] = contents.portable.tick(at: now, on: device)
            }
        }
        var state = state
        (state.contents, state.portable) = try readVault()
        return state
    }
}
