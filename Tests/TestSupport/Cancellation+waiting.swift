import Dispatch
package import HTTPExchange

extension Cancellation {
    /// Waits until nobody waits any more, as a service does that says nothing; then throws ``NetworkFailure/cancelled``.
    ///
    /// `waiting` counts who waits, and `cancelled` who has waited to the end.
    package func waitForNothing(waiting: Counter? = nil, cancelled: Counter? = nil) throws(NetworkFailure) -> Never {
        let isOver = DispatchSemaphore(value: 0)
        let handler = addHandler { isOver.signal() }
        defer { removeHandler(handler) }
        waiting?.add(1)
        isOver.wait()
        waiting?.add(-1)
        cancelled?.add(1)
        throw .cancelled
    }
}
