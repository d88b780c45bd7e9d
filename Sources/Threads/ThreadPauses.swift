import Dispatch
package import HTTPExchange

/// Waits on the thread that it is called on, for as long as someone waits for what comes then.
package final class ThreadPauses: Pauses {
    /// What wakes the threads that pause; its timers know nothing of the time of day.
    private static let timers = DispatchQueue(label: "pauses")
    /// Timers stand still while the system sleeps: a pause is looked at this often at least.
    private static let longestLook = Duration.seconds(60)

    private let start = ContinuousClock.now
    private let cancellation: any Cancellation

    /// Pauses that end when a cancellation comes.
    package init(_ cancellation: any Cancellation) {
        self.cancellation = cancellation
    }

    package var elapsed: Duration { ContinuousClock.now - start }

    package func pause(for time: Duration) -> Bool {
        // A semaphore with a time-out waits by the time of day: it would wait for hours where that is set back.
        let isOver = DispatchSemaphore(value: 0)
        let handler = cancellation.addHandler { isOver.signal() }
        defer { cancellation.removeHandler(handler) }
        let timer = DispatchSource.makeTimerSource(queue: Self.timers)
        timer.setEventHandler { isOver.signal() }
        timer.activate()
        defer { timer.cancel() }
        // Longer than any program runs.
        let end = ContinuousClock.now + min(time, .seconds(1_000_000_000))
        while !cancellation.isCancelled {
            let rest = end - ContinuousClock.now
            guard rest > .zero else { return true }
            let (seconds, attoseconds) = min(rest, Self.longestLook).components
            timer.schedule(deadline: .now() + .nanoseconds(Int(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)))
            isOver.wait()
        }
        return false
    }
}
