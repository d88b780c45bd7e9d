/// A limit on attempts in a length of time.
struct AttemptWindow: Sendable {
    /// Keeps the windows of one scope apart.
    let label: String
    /// How long the window lasts.
    let length: Milliseconds
    /// How many attempts it allows.
    let limit: Int64

    /// So many in a quarter of an hour.
    static func quarter(_ limit: Int64) -> AttemptWindow {
        AttemptWindow(label: "quarter", length: 15 * .minute, limit: limit)
    }

    /// So many in an hour.
    static func hour(_ limit: Int64) -> AttemptWindow {
        AttemptWindow(label: "hour", length: .hour, limit: limit)
    }

    /// So many in a day.
    static func day(_ limit: Int64) -> AttemptWindow {
        AttemptWindow(label: "day", length: .day, limit: limit)
    }

    /// When the window of a moment began.
    func start(at now: Milliseconds) -> Milliseconds {
        now / length * length
    }

    /// When the window of a moment ends.
    func end(at now: Milliseconds) -> Milliseconds {
        start(at: now) + length
    }
}
