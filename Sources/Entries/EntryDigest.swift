import Encodings

/// Tells in 16 bytes which entries some contents held, so that a vanished entry is noticed without fetching them.
package struct EntryDigest: Sendable, Equatable {
    /// The sums of the identifiers' first and second halves, modulo 2⁶⁴.
    package let sums: [UInt64]
    /// The latest stamp that those contents knew.
    package let clock: Stamp

    /// A digest as it was stored.
    package init(sums: [UInt64], clock: Stamp) {
        self.sums = sums
        self.clock = clock
    }

    /// The digest of all entries, readable or not.
    package init(_ contents: PortableContents) {
        var sums: [UInt64] = [0, 0]
        for entry in contents.entries { Self.add(entry.id, to: &sums) }
        for entry in contents.unreadable { Self.add(entry.id, to: &sums) }
        self.init(sums: sums, clock: contents.clock)
    }

    /// Whether `contents` still have each of those entries, or have a later tombstone of it.
    ///
    /// False also where a digest cannot tell; then the entries themselves have to be compared.
    package func isCovered(by contents: PortableContents) -> Bool {
        var found: [UInt64] = [0, 0]
        // What was added since arrived later than the clock; what was removed since has a tombstone later than it.
        let arrival = Arrival(clock)
        for entry in contents.entries where (entry.added ?? arrival) <= arrival { Self.add(entry.id, to: &found) }
        for entry in contents.unreadable { Self.add(entry.id, to: &found) }
        for (id, stamp) in contents.tombstones where stamp > clock { Self.add(id, to: &found) }
        return found == sums
    }

    /// Identifiers are random, so that their sums tell sets of them apart.
    private static func add(_ id: EntryID, to sums: inout [UInt64]) {
        sums[0] &+= id.bits.high
        sums[1] &+= id.bits.low
    }
}
