#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

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
    package var day: String {
        let parts = calendar
        func padded(_ number: Int, _ count: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, count - digits.utf8.count)) + digits
        }
        return "\(padded(parts.year, 4))-\(padded(parts.month, 2))-\(padded(parts.day, 2))"
    }

    /// The parts of the time in the system's time zone, rounded down to a second.
    package var localCalendar: Calendar {
        var time = time_t(seconds)
        var parts = unsafe tm()
        // The zone may have changed since the program began.
        tzset()
        guard unsafe localtime_r(&time, &parts) != nil else { return calendar }
        return unsafe (
            Int(parts.tm_year) + 1900, Int(parts.tm_mon) + 1, Int(parts.tm_mday), Int(parts.tm_hour),
            Int(parts.tm_min), Int(parts.tm_sec)
        )
    }

    /// What the system's clock says.
    package static func now() -> Instant {
        var time = timespec()
        guard unsafe clock_gettime(CLOCK_REALTIME, &time) == 0 else { return Instant(Date()) }
        return Instant(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }
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
