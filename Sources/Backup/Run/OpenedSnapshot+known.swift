import Entries
package import Sealed
package import Vault

extension OpenedSnapshot {
    /// What a device remembers of it.
    package var known: KnownSnapshot {
        KnownSnapshot(
            generation: generation,
            hash: hash,
            entries: portable.entryCount,
            made: made,
            holding: EntryDigest(portable)
        )
    }
}
