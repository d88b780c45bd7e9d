import Entries
import Vault

extension VaultEntries {
    /// Puts an entry back into its place.
    ///
    /// It gets an identifier of its own: other devices may know already that the former one was removed.
    package func putBack(_ removed: RemovedEntry) throws {
        let now = device.now()
        try device.vault().update { contents in
            let device = contents.deviceBound.device
            let id = contents.portable.add(
                removed.entry.content,
                issuer: removed.entry.issuer,
                account: removed.entry.account,
                details: removed.entry.details,
                at: now,
                on: device
            )
            if let place = contents.portable.entries.firstIndex(where: { $0.id == id }) {
                contents.portable.entries[place].carried = removed.entry.carried
            }
            guard removed.place < contents.portable.entryCount - 1 else { return }
            contents.portable.move(id, to: removed.place, at: now, on: device)
        }
    }
}
