package import Entries

/// What merges brought into a vault.
package struct MergeSummary: Sendable, Equatable {
    /// How many entries are new.
    package private(set) var added = 0
    /// How many entries were changed.
    package private(set) var changed = 0
    /// How many entries were removed.
    package private(set) var removed = 0
    /// Copies that were made because two devices had two secrets under one identifier.
    package private(set) var conflicts: [EntryID] = []

    /// Whether nothing came.
    package var isEmpty: Bool { self == MergeSummary() }

    mutating func add(_ result: MergeResult) {
        added += result.added
        changed += result.changed
        removed += result.removed
        conflicts += result.conflicts
    }
}
