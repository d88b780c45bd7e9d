extension Instant {
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// The month that three English letters name, from 1 on; nil for any others.
    package static func month(named name: some StringProtocol) -> Int? {
        months.firstIndex { $0.utf8.elementsEqual(name.utf8) }.map { $0 + 1 }
    }

    /// A time of the Gregorian calendar by UTC; nil for parts that no time has, but a month may have 31 days, and a minute a
    /// leap second, which is the first of the next.
    package init?(year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int) {
        guard 1970...9999 ~= year, 1...12 ~= month, 1...31 ~= day, 0...23 ~= hour, 0...59 ~= minute, 0...60 ~= second
        else { return nil }
        // Years that begin in March, so that the day that not every year has is the last one.
        let shifted = Int64(month > 2 ? year : year - 1)
        let march = Int64((month + 9) % 12)
        let leapDays = shifted / 4 - shifted / 100 + shifted / 400
        let days = shifted * 365 + leapDays + (march * 153 + 2) / 5 + Int64(day) - 1 - 719_468
        self.init(seconds: ((days * 24 + Int64(hour)) * 60 + Int64(minute)) * 60 + Int64(second))
    }

    /// A day and a time of the Gregorian calendar.
    package typealias Calendar = (year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int)

    /// The parts of the time by UTC, rounded down to a second.
    package var calendar: Calendar {
        let (quotient, rest) = seconds.quotientAndRemainder(dividingBy: 86_400)
        let time = rest < 0 ? rest + 86_400 : rest
        // Eras of 400 years and years that begin in March, as above.
        let day = (rest < 0 ? quotient - 1 : quotient) + 719_468
        let era = (day >= 0 ? day : day - 146_096) / 146_097
        let ofEra = day - era * 146_097
        let year = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * year + year / 4 - year / 100)
        let march = (5 * ofYear + 2) / 153
        let month = march < 10 ? march + 3 : march - 9
        return (
            Int(clamping: year + era * 400 + (month <= 2 ? 1 : 0)), Int(clamping: month),
            Int(clamping: ofYear - (153 * march + 2) / 5 + 1), Int(clamping: time / 3600),
            Int(clamping: time % 3600 / 60), Int(clamping: time % 60)
        )
    }
}
