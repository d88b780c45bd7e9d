import Dispatch
package import HTTPExchange

/// Waits on the thread that it is called on, for as long as someone waits for what comes then.
package final class ThreadPauses: Pauses {
    private let start = ContinuousClock.now
    private let cancellation: any Cancellation

    /// Pauses that end when a cancellation comes.
    package init(_ cancellation: any Cancellation) {
        self.cancellation = cancellation
    }

    package var elapsed: Duration { ContinuousClock.now - start }

    package func pause(for time: Duration) -> Bool {
        let isOver = DispatchSemaphore(value: 0)
        let handler = cancellation.addHandler { isOver.signal() }
        defer { cancellation.removeHandler(handler) }
        // Longer than any program runs, and short enough to count in nanoseconds.
        let parts = min(time, .seconds(1_000_000_000)).components
        let nanoseconds = Int(parts.seconds * 1_000_000_000 + parts.attoseconds / 1_000_000_000)
        return isOver.wait(timeout: .now() + .nanoseconds(nanoseconds)) == .timedOut
    }
}
