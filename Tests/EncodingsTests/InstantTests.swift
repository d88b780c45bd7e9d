import Encodings
import Foundation
import Testing

@Suite struct InstantTests {
    @Test(
        arguments: [(0, 0), (999, 0), (1000, 1), (-1, -1), (-1000, -1), (-1001, -2)] as [(Int64, Int64)]
    )
    func `seconds are rounded down, before 1970 as well`(milliseconds: Int64, seconds: Int64) {
        #expect(Instant(milliseconds: milliseconds).seconds == seconds)
    }

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (1_791_788_942_999, "2026-10-12T07:09:02Z"), (-1, "1969-12-31T23:59:59Z"),
            (951_782_400_000, "2000-02-29T00:00:00Z"), (-62_135_596_800_000, "0001-01-01T00:00:00Z"),
        ] as [(Int64, String)]
    )
    func `a time is written as scripts read it`(milliseconds: Int64, stamp: String) {
        #expect(Instant(milliseconds: milliseconds).stamp == stamp)
    }

    @Test func `what is beyond the farthest moment is the farthest`() {
        let (first, last) = (Instant(milliseconds: .min), Instant(milliseconds: .max))
        #expect(Instant(seconds: .max) == last && Instant(seconds: .min) == first)
        #expect(last.adding(seconds: 1) == last && first.adding(seconds: -1) == first)
        #expect(Instant(seconds: 0).adding(seconds: .max) == last && Instant(seconds: 0).adding(seconds: .min) == first)
        #expect(last.milliseconds(since: first) == .max && first.milliseconds(since: last) == .min)
        #expect(Instant(milliseconds: 250).offset(from: Instant(seconds: 1)) == -0.75)
        #expect(last.seconds(since: first) == .max / 1000 && first.seconds(since: last) == .min / 1000 - 1)
    }

    @Test func `what lasts for a time is over once the clock was set back by more than that`() {
        let begun = Instant(seconds: 1_800_000_000)
        for (seconds, isWithin) in [(0, true), (59, true), (60, false), (-60, true), (-61, false)] as [(Int64, Bool)] {
            #expect(begun.adding(seconds: seconds).isWithin(60, of: begun) == isWithin, "\(seconds)")
        }
        #expect(!Instant(milliseconds: .min).isWithin(60, of: Instant(milliseconds: .max)))
    }

    @Test(arguments: [Double.infinity, -.infinity, .nan, 1e300, -1e300, 0x1p63])
    func `a date of any size is a moment`(seconds: Double) {
        let moment = Instant(Date(timeIntervalSince1970: seconds))
        #expect(moment.milliseconds == (seconds < 0 ? .min : .max))
    }

    @Test(
        arguments: [
            0, 1, -1, 1_700_000_000_001, 1_700_000_000_123, 1_795_824_000_999, -62_135_769_600_000, 253_402_300_799_999,
        ] as [Int64]
    )
    func `a moment comes back from its date`(milliseconds: Int64) {
        let moment = Instant(milliseconds: milliseconds)
        #expect(Instant(Date(moment)) == moment)
    }

    @Test func `programs read whole seconds, people days by UTC`() throws {
        let moment = Instant(milliseconds: 1_795_824_000_999)
        #expect(String(decoding: try JSONEncoder().encode([moment]), as: UTF8.self) == "[1795824000]")
        #expect(moment.day == "2026-11-28")
        #expect(Instant.distantPast < moment)
    }
}
