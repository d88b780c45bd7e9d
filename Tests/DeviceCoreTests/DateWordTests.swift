import DeviceCore
import Encodings
import Foundation
import Testing

/// Days and times are written as Foundation writes them, which `sparekey` does without.
@Suite struct DateWordTests {
    /// From the day on which the calendar of today was introduced, in steps that meet every hour, day and month.
    private static let moments: [Instant] =
        stride(from: Int64(-12_218_000_000), to: 8_000_000_000, by: 8_641_861).map { Instant(seconds: $0) }
        + stride(from: Int64(1_774_000_000), to: 1_793_500_000, by: 18_013).map { Instant(seconds: $0) }
        + [Instant(milliseconds: -1), Instant(milliseconds: 0), Instant(milliseconds: 1_767_225_599_999)]

    private static let zones = [
        "UTC", "Europe/Paris", "America/New_York", "Asia/Kolkata", "Asia/Kathmandu", "Pacific/Apia",
        "Australia/Lord_Howe",
    ]

    @Test(arguments: Catalogue.languages, zones)
    func `every moment is written as the system's own words have it`(language: String, zone: String) async {
        // The zone is that of the whole process, in which other tests tell times as well.
        await #expect(processExitsWith: .success) { [language = language as String, zone = zone as String] in
            setenv("TZ", zone, 1)
            let others = try DateWordTests.differences(language, zone)
            if let first = others.first { print("\(others.count) differ: \(first)") }
            exit(others.isEmpty ? EXIT_SUCCESS : EXIT_FAILURE)
        }
    }

    fileprivate static func differences(_ language: String, _ zone: String) throws -> [String] {
        let words = Catalogue.preferred([language])
        var style = Date.FormatStyle.dateTime.locale(Locale(identifier: language))
        style.timeZone = try #require(TimeZone(identifier: zone))
        var ofService = Date.FormatStyle.dateTime.day().month(.wide).year().locale(Locale(identifier: language))
        ofService.timeZone = .gmt
        let time = style.hour().minute()
        var others: [String] = []
        for moment in moments {
            let date = Date(moment)
            let written = [
                words.day(moment), words.timeOfDay(moment), words.shortMoment(moment), words.moment(moment), moment.day,
            ]
            let expected = [
                unbroken(date.formatted(ofService), language), date.formatted(time),
                date.formatted(time.day().month(.abbreviated).year()),
                unbroken(date.formatted(time.day().month(.wide).year()), language),
                date.formatted(.iso8601.year().month().day()),
            ]
            others += zip(written, expected).filter { $0 != $1 }.map { "\($0) is \($1)" }
        }
        return others
    }

    @Test func `a day among the values of a failure is written out, and nothing else is`() {
        let words = Catalogue.preferred(["en"])
        let kept = ["date": "2026-11-28", "until": "2026-11-2", "other": "2026-11-28"]
        let shown = words.values(of: Failure(.backupDeleted, stored: kept))
        #expect(shown == ["date": "November 28, 2026", "until": "2026-11-2", "other": "2026-11-28"])
    }

    /// In French the number of a day stays on the line of its month, and the first has one of its own kind.
    private static func unbroken(_ date: String, _ language: String) -> String {
        guard language == "fr", let blank = date.firstIndex(of: " ") else { return date }
        let day = date[..<blank]
        return (day == "1" ? "1er" : day) + "\u{A0}" + date[date.index(after: blank)...]
    }
}
