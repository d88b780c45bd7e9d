import OutsideText

/// How far a device has been told, as the device holds it: `Last-Event-ID` and `after`.
///
/// A commit may become visible after one with a later time, and the clocks of two nodes may differ. So what is asked
/// for begins ``overlap`` before the newest time, and the cursor names what was told within it.
struct LiveCursor: Sendable, Equatable {
    /// By how much times may be out of order.
    static let overlap = 10 * Milliseconds.second
    private static let keyLength = 13
    private static let keyLimit = 64
    /// The newest time told.
    private(set) var time: Milliseconds
    private var told: [Told] = []

    private struct Told: Equatable {
        let key: Substring
        let changed: Milliseconds
    }

    /// A device that has been told nothing.
    static let beginning = LiveCursor(time: 1)

    private init(time: Milliseconds) {
        self.time = time
    }

    /// Reads ``text``; nil for anything else.
    init?(_ text: String) {
        guard text.utf8.count <= 24 + Self.keyLimit * (Self.keyLength + 1) else { return nil }
        let parts = text.pieces(at: ".", keepingEmpty: true)
        guard let time = parts[0].number(Milliseconds.self), time > 0, parts.count <= Self.keyLimit + 1,
            parts.dropFirst().allSatisfy({ $0.utf8.count == Self.keyLength })
        else { return nil }
        self.time = time
        told = parts.dropFirst().map { Told(key: $0, changed: time) }
    }

    /// The time, then the keys of what was told shortly before it.
    var text: String {
        ([Substring(String(time))] + told.map(\.key)).joined(separator: ".")
    }

    /// The moment after which there may be something that was not told.
    var since: Milliseconds { time - Self.overlap }

    /// The same, but not ahead of a moment: a device that names a later one would be told nothing until then.
    func limited(to now: Milliseconds) -> LiveCursor {
        var cursor = self
        cursor.time = min(time, now)
        return cursor
    }

    /// Notes that everything up to a moment is told.
    mutating func advance(to now: Milliseconds) {
        time = max(time, now)
        told = told.filter { $0.changed > since }
    }

    /// Notes that an event is told; false if it was told before.
    mutating func take(_ event: LiveEvent) -> Bool {
        let key = event.key.prefix(Self.keyLength)
        guard !told.contains(where: { $0.key == key }) else { return false }
        time = max(time, event.changed)
        told = told.filter { $0.changed > since }
        told.append(Told(key: key, changed: event.changed))
        told = told.suffix(Self.keyLimit)
        return true
    }
}
