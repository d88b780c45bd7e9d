import Dispatch
package import HTTPExchange
import Synchronization

/// A cancellation that also comes once the time of something that waits is over, by a clock that nobody sets.
package final class ThreadDeadline: Cancellation {
    private struct State {
        var end: ContinuousClock.Instant
        var isOver = false
        /// When the time is looked at next, and which look that is: those before it have nothing more to do.
        var look: ContinuousClock.Instant
        var number = 0
    }

    private struct Look {
        let number: Int
        let pause: Duration
    }

    private static let looks = DispatchQueue(label: "deadlines")
    /// Timers stand still while the system sleeps: the time is looked at this often at least.
    private static let longestLook = Duration.seconds(10)

    private let cancellation = ThreadCancellation()
    private let state: Mutex<State>

    /// Does something that has so much time, and that ends before where `outer` does.
    package static func within<Value>(
        _ time: Duration,
        _ outer: any Cancellation,
        _ work: (ThreadDeadline) throws -> Value
    ) rethrows -> Value {
        let deadline = ThreadDeadline(time)
        let handler = outer.addHandler { deadline.cancel() }
        defer {
            outer.removeHandler(handler)
            deadline.cancel()
        }
        deadline.move(to: time)
        return try work(deadline)
    }

    private init(_ time: Duration) {
        let now = ContinuousClock.now
        state = Mutex(State(end: now + time, look: now + .seconds(1_000_000_000)))
    }

    /// Whether it ends because its time is over.
    package var isOver: Bool { state.withLock { $0.isOver } }

    /// Gives it so much time from now on; false where it ends already.
    @discardableResult
    package func move(to time: Duration) -> Bool {
        guard !isCancelled else { return false }
        let (isMoved, next): (Bool, Look?) = state.withLock { state in
            guard !state.isOver else { return (false, nil) }
            let now = ContinuousClock.now
            state.end = now + time
            // A look that comes before the end will see that there is more time.
            return (true, state.end < state.look ? Self.plan(&state, now) : nil)
        }
        if let next { look(next) }
        return isMoved
    }

    private static func plan(_ state: inout State, _ now: ContinuousClock.Instant) -> Look {
        let pause = min(max(state.end - now, .zero), longestLook)
        state.look = now + pause
        state.number += 1
        return Look(number: state.number, pause: pause)
    }

    private func look(_ next: Look) {
        let (seconds, attoseconds) = next.pause.components
        let time = DispatchTimeInterval.nanoseconds(Int(seconds * 1_000_000_000 + attoseconds / 1_000_000_000))
        // Whatever waits may be over before, and with it all of this.
        Self.looks.asyncAfter(deadline: .now() + time) { [weak self] in self?.look(number: next.number) }
    }

    private func look(number: Int) {
        guard !isCancelled else { return }
        let (isOver, next): (Bool, Look?) = state.withLock { state in
            guard number == state.number else { return (false, nil) }
            let now = ContinuousClock.now
            state.isOver = now >= state.end
            return (state.isOver, state.isOver ? nil : Self.plan(&state, now))
        }
        if let next { look(next) }
        if isOver { cancellation.cancel() }
    }

    package var isCancelled: Bool { cancellation.isCancelled }

    /// Says that nobody waits any more, whatever time is left.
    package func cancel() {
        cancellation.cancel()
    }

    package func addHandler(_ handler: @escaping @Sendable () -> Void) -> Int {
        cancellation.addHandler(handler)
    }

    package func removeHandler(_ number: Int) {
        cancellation.removeHandler(number)
    }
}
