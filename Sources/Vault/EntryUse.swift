package import Encodings
package import Entries
import Sealed

/// How often this device was asked for the code of an entry, for lists in which what is used most comes first.
package struct EntryUse: Sendable, Hashable {
    /// On how many days its code was shown or copied alone.
    package let days: UInt32
    /// The last of these days, as the time of its first use.
    package let last: Instant

    /// Uses as they were noted.
    package init(days: UInt32, last: Instant) {
        self.days = days
        self.last = last
    }

    /// Whether a use now is one of another day, by the calendar of UTC.
    func isPast(at now: Instant) -> Bool { Self.day(of: last) != Self.day(of: now) }

    private static func day(of date: Instant) -> Int64 {
        let (day, rest) = date.seconds.quotientAndRemainder(dividingBy: 86_400)
        return rest < 0 ? day - 1 : day
    }
}

extension VaultContents {
    /// Whether a use now is the first of its day, which ``noteUse(of:at:)`` would note.
    package func isFirstUse(of id: EntryID, at now: Instant) -> Bool {
        deviceBound.uses[id]?.isPast(at: now) ?? true
    }

    /// Notes that the code of an entry was shown or copied alone; only the first use of a day changes anything.
    package mutating func noteUse(of id: EntryID, at now: Instant) {
        guard isFirstUse(of: id, at: now), portable[id] != nil else { return }
        let days = deviceBound.uses[id]?.days ?? 0
        deviceBound.uses[id] = EntryUse(days: days == .max ? days : days + 1, last: now)
        // What other devices have removed is in no list any more.
        guard deviceBound.uses.count > portable.entries.count else { return }
        let known = Set(portable.entries.map { $0.id })
        for id in Array(deviceBound.uses.keys) where !known.contains(id) { deviceBound.uses[id] = nil }
    }
}

/// The stored form of ``EntryUse``.
enum StoredUse {
    static func write(_ use: EntryUse, to writer: inout JSONWriter) throws(ContentsError) {
        writer.object { writer in
            writer.number("days", use.days)
            writer.number("last", use.last.milliseconds)
        }
    }

    static func read(from reader: inout ContentsReader) throws(ContentsError) -> EntryUse {
        var days: UInt32?
        var last: Instant?
        try reader.object { reader, name throws(ContentsError) in
            switch name {
            case "days": days = try reader.integer()
            case "last": last = try reader.instant()
            default: try reader.skip()
            }
        }
        guard let days, let last else { throw .damaged }
        return EntryUse(days: days, last: last)
    }
}
