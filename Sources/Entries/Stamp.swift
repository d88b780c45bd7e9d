package import Encodings

/// A hybrid logical clock reading: orders changes made on several devices without trusting their wall clocks.
package struct Stamp: Sendable, Hashable, Comparable {
    /// Milliseconds since 1970, never behind any stamp this device has seen.
    package let time: Int64
    /// Tells changes apart that fall into one millisecond.
    package let counter: UInt32
    /// The device that made the change; breaks the last tie.
    package let device: DeviceID

    /// A stamp as it was stored.
    package init(time: Int64, counter: UInt32, device: DeviceID) {
        self.time = time
        self.counter = counter
        self.device = device
    }

    /// The stamp of a change made now on `device`, later than `self` whatever the wall clock says.
    package func next(at now: Instant, on device: DeviceID) -> Stamp {
        if now.milliseconds > time { return Stamp(time: now.milliseconds, counter: 0, device: device) }
        let (next, overflow) = counter.addingReportingOverflow(1)
        return overflow
            ? Stamp(time: time + 1, counter: 0, device: device)
            : Stamp(time: time, counter: next, device: device)
    }

    package static func < (left: Stamp, right: Stamp) -> Bool {
        (left.time, left.counter, left.device) < (right.time, right.counter, right.device)
    }
}

/// When an entry was added, by the clock that stamps come from.
package struct Arrival: Sendable, Hashable, Comparable {
    /// Milliseconds since 1970.
    package let time: Int64
    /// Tells entries apart that were added in one millisecond.
    package let counter: UInt32

    /// An arrival as it was stored.
    package init(time: Int64, counter: UInt32) {
        self.time = time
        self.counter = counter
    }

    /// The arrival of an entry that got this stamp when it was added.
    package init(_ stamp: Stamp) {
        self.init(time: stamp.time, counter: stamp.counter)
    }

    package static func < (left: Arrival, right: Arrival) -> Bool {
        (left.time, left.counter) < (right.time, right.counter)
    }
}
