import Encodings
import Entries
import Foundation
import TestSupport
import Testing

@testable import Sealed

@Suite struct StampTests {
    @Test func `a stamp comes back from its text`() throws {
        let stamp = Stamp(time: 1_700_000_000_000, counter: .max, device: sampleDevice)
        #expect(try Stamp(text: stamp.text) == stamp)
    }

    @Test func `the clock never goes back, whatever the wall clock says`() {
        var stamp = Stamp(time: 0, counter: 0, device: sampleDevice)
        for offset in [0, 10_000, -1_000_000, 0, 1, 5000] as [Int64] {
            let time = Instant(milliseconds: sampleTime.milliseconds + offset)
            let next = stamp.next(at: time, on: sampleDevice)
            #expect(next > stamp)
            stamp = next
        }
        let full = Stamp(time: stamp.time, counter: .max, device: sampleDevice)
        #expect(full.next(at: sampleTime, on: sampleDevice) > full)
    }

    @Test(arguments: ["", "00", "0001", String(repeating: "g", count: 32), String(repeating: "A", count: 32)])
    func `what is no identifier is refused`(text: String) {
        #expect(EntryID(text) == nil)
    }
}
