import Encodings
import Foundation
import Testing

@Suite struct CalendarTests {
    @Test func `every day is the one of Foundation's calendar`() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        // Each day for a while, then years apart, over centuries with a leap day and without.
        let days = Array(0..<1500) + Array(stride(from: 1500, to: 2_900_000, by: 97))
        for day in days {
            let moment = Instant(seconds: Int64(day) * 86400 + 3661)
            let parts = calendar.dateComponents([.year, .month, .day], from: Date(moment))
            let (year, month, date) = try (
                #require(parts.year), #require(parts.month), #require(parts.day)
            )
            #expect(Instant(year: year, month: month, day: date, hour: 1, minute: 1, second: 1) == moment)
            let hasParts = moment.calendar == (year, month, date, 1, 1, 1)
            #expect(hasParts, "\(moment)")
        }
    }

    @Test(arguments: [
        [1969, 12, 31, 0, 0, 0], [10_000, 1, 1, 0, 0, 0], [2026, 0, 1, 0, 0, 0], [2026, 13, 1, 0, 0, 0],
        [2026, 1, 0, 0, 0, 0], [2026, 1, 32, 0, 0, 0], [2026, 1, 1, 24, 0, 0], [2026, 1, 1, 0, 60, 0],
        [2026, 1, 1, 0, 0, 61], [2026, 1, 1, -1, 0, 0],
    ])
    func `parts that no time has are refused`(parts: [Int]) {
        let moment = Instant(
            year: parts[0],
            month: parts[1],
            day: parts[2],
            hour: parts[3],
            minute: parts[4],
            second: parts[5]
        )
        #expect(moment == nil)
    }

    @Test func `months have their English names`() {
        #expect(Instant.month(named: "Jan") == 1)
        #expect(Instant.month(named: "Dec") == 12)
        #expect(Instant.month(named: "dec") == nil)
        #expect(Instant.month(named: "December") == nil)
    }
}
