import HTTPExchange
import Synchronization

/// A cancellation that wakes whatever waits on a thread.
package final class ThreadCancellation: Cancellation {
    private struct State {
        var isCancelled = false
        var wakes: [Int: @Sendable () -> Void] = [:]
        var last = 0
    }

    private let state = Mutex(State())

    package init() {}

    package var isCancelled: Bool { state.withLock { $0.isCancelled } }

    /// Says that nobody waits any more.
    package func cancel() {
        let wakes = state.withLock { state in
            state.isCancelled = true
            defer { state.wakes = [:] }
            return Array(state.wakes.values)
        }
        for wake in wakes { wake() }
    }

    package func tell(_ wake: @escaping @Sendable () -> Void) -> Int {
        let number: Int? = state.withLock { state in
            guard !state.isCancelled else { return nil }
            state.last += 1
            state.wakes[state.last] = wake
            return state.last
        }
        guard let number else {
            wake()
            return 0
        }
        return number
    }

    package func forget(_ wake: Int) {
        state.withLock { $0.wakes[wake] = nil }
    }
}
