package import Encodings
package import Entries
import Primitives

/// What a merge made of two contents.
package struct MergeResult: Sendable {
    /// The contents that hold what both held.
    package let contents: PortableContents
    /// How many entries the first contents lacked.
    package let added: Int
    /// How many entries of the first contents were changed.
    package let changed: Int
    /// How many entries of the first contents were removed.
    package let removed: Int
    /// Entries made because there were two secrets under one identifier; the first contents did not have them.
    package let conflicts: [EntryID]
}

/// Joins the contents of two devices entry by entry, without a clock that both would have to trust.
///
/// Whatever the order in which devices merge, they end with the same contents: see docs/protocols/recovery.md. What
/// this joins is, for each secret under each identifier, the newest version; for each identifier, the newest tombstone;
/// and the newest settings, order and clock.
package enum Merge {
    /// The contents that both become; `mine` is what the counts compare with, and `device` makes the merge at `now`.
    package static func merge(
        _ mine: PortableContents,
        _ theirs: PortableContents,
        device: DeviceID,
        now: Instant
    ) -> MergeResult {
        let tombstones = mine.tombstones.joined(with: theirs.tombstones) { max($0, $1) }
        var joined = MergedEntries(tombstones: tombstones)
        joined.join(mine)
        joined.join(theirs)
        var contents = PortableContents(device: device)
        contents.clock = max(mine.clock, theirs.clock)
        contents.revision = max(mine.revision, theirs.revision) + 1
        contents.settings = newer(mine.settings, theirs.settings)
        contents.ordered = max(mine.ordered, theirs.ordered)
        (contents.entries, contents.unreadable) = joined.named()
        MergedOrder(mine, theirs).apply(to: &contents)
        contents.tombstones = TombstoneLimit.trim(tombstones, now: now)
        return result(contents, before: mine)
    }

    /// Whether both hold the same, however often they were changed to get there.
    package static func holdsTheSame(_ mine: PortableContents, _ theirs: PortableContents) -> Bool {
        var counted = theirs
        counted.revision = mine.revision
        return mine == counted
    }

    /// The entries of `before` whose secret `after` has not, although nobody removed it.
    package static func vanished(from before: PortableContents, in after: PortableContents) -> [EntryID] {
        var joined = MergedEntries(tombstones: after.tombstones)
        joined.join(after)
        return joined.missing(before)
    }

    private static func newer(_ mine: Settings, _ theirs: Settings) -> Settings {
        func rank(_ settings: Settings) -> (Int64, UInt32, String, String, Int) {
            let stamp = settings.modified
            return (
                stamp?.time ?? .min, stamp?.counter ?? 0, stamp?.device.rawValue ?? "", settings.language ?? "",
                settings.hidesCodes ? 1 : 0
            )
        }
        return rank(mine) < rank(theirs) ? theirs : mine
    }

    /// What became of `before`.
    static func result(_ contents: PortableContents, before: PortableContents) -> MergeResult {
        let entries = Dictionary(before.entries.map { ($0.id, $0) }, joining: { first, _ in first })
        let unreadable = Dictionary(before.unreadable.map { ($0.id, $0) }, joining: { first, _ in first })
        var (added, changed) = (0, 0)
        var conflicts: [EntryID] = []
        for entry in contents.entries {
            if let old = entries[entry.id] {
                if old != entry { changed += 1 }
            } else if unreadable[entry.id] == nil {
                added += 1
            }
            if entry.copyOf != nil, entries[entry.id] == nil { conflicts.append(entry.id) }
        }
        for entry in contents.unreadable {
            if let old = unreadable[entry.id] {
                if old.json != entry.json { changed += 1 }
            } else if entries[entry.id] == nil {
                added += 1
            }
        }
        return MergeResult(
            contents: contents,
            added: added,
            changed: changed,
            removed: before.entryCount + added - contents.entryCount,
            conflicts: conflicts
        )
    }
}
