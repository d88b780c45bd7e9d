import AccountAPI
package import Encodings
import OutsideText

/// Days and times as people of the catalogue's language write them.
extension Catalogue {
    /// A time to wait as people say it: minutes for less than two hours, days for two days and more, rounded up.
    package func duration(_ seconds: Int) -> String {
        let time = WaitingTime(seconds: seconds)
        return text(time.count, "duration.\(time.unit.rawValue)", ["n": String(time.count)])
    }

    /// A day of the service, which counts days by UTC, as people of this language write it.
    package func day(_ date: Instant) -> String { day(date.calendar, isShort: false) }

    /// A point in time as people of this language write it, in the system's time zone, to the minute.
    package func moment(_ date: Instant) -> String { moment(date, isShort: false) }

    /// The time of a moment of today, in the system's time zone, to the minute.
    package func timeOfDay(_ date: Instant) -> String { time(date.localCalendar) }

    /// A point in time for the columns of a table.
    package func shortMoment(_ date: Instant) -> String { moment(date, isShort: true) }

    private func moment(_ date: Instant, isShort: Bool) -> String {
        let parts = date.localCalendar
        return text("date.moment", ["date": day(parts, isShort: isShort), "time": time(parts)])
    }

    // The blanks in `date.day` do not break where the number of a day would stand alone; tables break no lines. On a page,
    // a date stays on one line.
    private func day(_ parts: Instant.Calendar, isShort: Bool) -> String {
        let months = text(isShort ? "date.months.short" : "date.months").pieces(at: " ")
        let month = String(months[parts.month - 1])
        // French has an ordinal number for the first of a month only.
        let number = parts.day == 1 && language == "fr" && !isShort ? "1er" : String(parts.day)
        let values = ["day": number, "month": month, "year": String(parts.year)]
        return text(isShort ? "date.day.short" : "date.day", values)
    }

    /// Hours of half a day in English, of a whole day elsewhere.
    private func time(_ parts: Instant.Calendar) -> String {
        let minute = Self.twoDigits(parts.minute)
        guard language == "en" else { return "\(Self.twoDigits(parts.hour)):\(minute)" }
        let hour = parts.hour % 12 == 0 ? 12 : parts.hour % 12
        return "\(hour):\(minute)\u{202F}\(parts.hour < 12 ? "AM" : "PM")"
    }

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
}
