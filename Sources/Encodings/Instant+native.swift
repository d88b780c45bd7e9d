package import Foundation

extension Instant {
    /// The moment of a date, rounded down; the nearest there is for dates beyond it.
    package init(_ date: Date) {
        self.init(rounding: date.timeIntervalSince1970)
    }

    /// So many seconds after 1970, rounded down to milliseconds; the nearest there is for what is beyond it.
    package init(rounding seconds: Double) {
        // A Double is a little off at most times; by whole microseconds first, a moment comes back from its date.
        let value = ((seconds * 1_000_000).rounded() / 1000).rounded(.down)
        self.init(milliseconds: Int64(exactly: value) ?? (value < 0 ? .min : .max))
    }

    /// The day by UTC, such as `2026-11-28`.
    package var day: String { Date(self).formatted(.iso8601.year().month().day()) }

    /// What the system's clock says.
    package static func now() -> Instant { Instant(Date()) }
}

extension Date {
    /// The date of a moment.
    package init(_ moment: Instant) {
        self.init(timeIntervalSince1970: Double(moment.milliseconds) / 1000)
    }
}

extension Instant: Encodable {
    /// Whole seconds since 1970, as output for programs has them.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(seconds)
    }
}
