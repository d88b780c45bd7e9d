/// A time to wait as people say it: minutes for less than two hours, days for two days and more, rounded up.
package struct WaitingTime: Sendable, Equatable {
    /// The unit that it is told in.
    package enum Unit: String, Sendable, CaseIterable {
        case minutes, hours, days
    }

    /// The unit.
    package let unit: Unit
    /// How many of them, at least one.
    package let count: Int

    /// The time of so many seconds.
    package init(seconds: Int) {
        let (unit, length): (Unit, Int) =
            switch seconds {
            case ..<(120 * 60): (.minutes, 60)
            case ..<(48 * 3600): (.hours, 3600)
            default: (.days, 86_400)
            }
        self.unit = unit
        count = max(seconds, 1) / length + (max(seconds, 1) % length > 0 ? 1 : 0)
    }
}
