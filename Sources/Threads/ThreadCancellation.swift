package import HTTPExchange
import Synchronization

/// A cancellation that wakes whatever waits on a thread.
package final class ThreadCancellation: Cancellation {
    private struct State {
        var isCancelled = false
        var handlers: [Int: @Sendable () -> Void] = [:]
        var last = 0
    }

    private let state = Mutex(State())

    package init() {}

    /// Does something that has a cancellation of its own, and that ends before where `outer` does.
    package static func within<Value>(
        _ outer: any Cancellation,
        _ work: (ThreadCancellation) throws -> Value
    ) rethrows -> Value {
        let inner = ThreadCancellation()
        let handler = outer.addHandler { inner.cancel() }
        defer { outer.removeHandler(handler) }
        return try work(inner)
    }

    package var isCancelled: Bool { state.withLock { $0.isCancelled } }

    /// Says that nobody waits any more.
    package func cancel() {
        let handlers = state.withLock { state in
            state.isCancelled = true
            defer { state.handlers = [:] }
            return Array(state.handlers.values)
        }
        for handler in handlers { handler() }
    }

    package func addHandler(_ handler: @escaping @Sendable () -> Void) -> Int {
        let number: Int? = state.withLock { state in
            guard !state.isCancelled else { return nil }
            state.last += 1
            state.handlers[state.last] = handler
            return state.last
        }
        guard let number else {
            handler()
            return 0
        }
        return number
    }

    package func removeHandler(_ number: Int) {
        state.withLock { $0.handlers[number] = nil }
    }
}
