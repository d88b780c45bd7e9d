/// A moment in whole milliseconds since 1970, leap seconds not counted: what formats store and the wire carries.
package struct Instant: Sendable, Hashable, Comparable {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    package let milliseconds: Int64

    /// So many milliseconds after 1970.
    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// So many seconds after 1970; the farthest moment there is, where that is beyond it.
    package init(seconds: Int64) {
        let (value, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        milliseconds = overflow ? (seconds < 0 ? .min : .max) : value
    }

    /// The year 1: before all that anyone means.
    package static let distantPast = Instant(milliseconds: -62_135_769_600_000)

    /// Whole seconds since 1970, rounded down.
    package var seconds: Int64 {
        let (quotient, rest) = milliseconds.quotientAndRemainder(dividingBy: 1000)
        return rest < 0 ? quotient - 1 : quotient
    }

    /// The moment so many seconds later, or earlier where they are negative; the farthest, where that is beyond it.
    package func adding(seconds: Int64) -> Instant {
        let span = Instant(seconds: seconds).milliseconds
        let (value, overflow) = milliseconds.addingReportingOverflow(span)
        return Instant(milliseconds: overflow ? (span < 0 ? .min : .max) : value)
    }

    /// How many milliseconds after `other` this is, negative where it is before it; the farthest, where that is beyond it.
    package func milliseconds(since other: Instant) -> Int64 {
        let (span, overflow) = milliseconds.subtractingReportingOverflow(other.milliseconds)
        return overflow ? (milliseconds < other.milliseconds ? .min : .max) : span
    }

    /// How many whole seconds after `other` this is, rounded down; negative where it is before it.
    package func seconds(since other: Instant) -> Int64 {
        Instant(milliseconds: milliseconds(since: other)).seconds
    }

    /// Whether this is less than so many seconds away from `other`, after it or before it.
    ///
    /// What lasts for a time is over too once the clock was set back by more than that: it would last until the clock
    /// is there again.
    package func isWithin(_ seconds: Int64, of other: Instant) -> Bool {
        (-seconds..<seconds).contains(self.seconds(since: other))
    }

    /// How many seconds after `other` this is, with their fractions; negative where it is before it.
    package func offset(from other: Instant) -> Double {
        Double(milliseconds(since: other)) / 1000
    }

    package static func < (left: Instant, right: Instant) -> Bool {
        left.milliseconds < right.milliseconds
    }
}
