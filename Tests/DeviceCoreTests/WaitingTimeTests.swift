import AccountAPI
import DeviceCore
import Testing

/// How long to wait, as people say it.
@Suite struct WaitingTimeTests {
    @Test(arguments: [
        (0, 1, WaitingTime.Unit.minutes), (60, 1, .minutes), (61, 2, .minutes), (7_199, 120, .minutes),
        (7_200, 2, .hours),
        (7_201, 3, .hours), (172_799, 48, .hours), (172_800, 2, .days), (172_801, 3, .days),
        (.max, 106_751_991_167_301, .days),
    ])
    func `it is rounded up, in a unit that says something`(seconds: Int, count: Int, unit: WaitingTime.Unit) {
        let time = WaitingTime(seconds: seconds)
        #expect(time.count == count && time.unit == unit)
    }
}
