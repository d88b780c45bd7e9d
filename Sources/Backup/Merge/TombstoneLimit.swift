import Encodings
import Entries
import Sealed

/// How many removed entries are remembered, and for how long at least.
enum TombstoneLimit {
    /// Up to this number none is forgotten, however old.
    static let comfortable = ContentsLimits.tombstones / 2
    /// Beyond it, those of the last half year stay.
    static let age: Int64 = 180 * 24 * 3600

    /// The tombstones that stay; the oldest go, and only as many as the bounds ask for.
    static func trim(_ tombstones: [EntryID: Stamp], now: Instant) -> [EntryID: Stamp] {
        guard tombstones.count > comfortable else { return tombstones }
        let horizon = now.adding(seconds: -age).milliseconds
        let newestFirst = tombstones.sorted { ($0.value, $0.key) > ($1.value, $1.key) }
        let kept = newestFirst.prefix(ContentsLimits.tombstones).enumerated()
            .filter { $0.offset < comfortable || $0.element.value.time >= horizon }
            .map { $0.element }
        return Dictionary(kept.map { ($0.key, $0.value) }, joining: { first, _ in first })
    }
}
