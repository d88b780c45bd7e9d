package import Encodings
import Synchronization

/// Time that passes when the test says so.
package final class TestClock: Sendable {
    private let time = Mutex(Instant(seconds: 1_800_000_000))

    package init() {}

    /// The time now.
    package var now: Instant { time.withLock { $0 } }

    /// Lets time pass.
    package func advance(by seconds: Int64) {
        time.withLock { $0 = $0.adding(seconds: seconds) }
    }
}
