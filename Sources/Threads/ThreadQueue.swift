import Dispatch
import Synchronization

/// What some threads hand to another, which waits for it.
package final class ThreadQueue<Element: Sendable>: Sendable {
    private struct State {
        var elements: [Element] = []
        var hasEnded = false
    }

    private let state = Mutex(State())
    private let hasChanged = DispatchSemaphore(value: 0)
    private let limit: Int

    /// Nothing yet; of more than `limit` that wait, the oldest make way, so that nobody who adds can fill the memory.
    package init(limit: Int) {
        self.limit = limit
    }

    /// Hands one over.
    package func add(_ element: Element) {
        state.withLock { state in
            if state.elements.count >= limit { state.elements.removeFirst() }
            state.elements.append(element)
        }
        hasChanged.signal()
    }

    /// Says that no more will come.
    package func end() {
        state.withLock { $0.hasEnded = true }
        hasChanged.signal()
    }

    /// The next one, which it waits for; nil once there will be none.
    @available(*, noasync)
    package func next() -> Element? {
        while true {
            let (element, hasEnded) = state.withLock { state in
                (state.elements.isEmpty ? nil : state.elements.removeFirst(), state.hasEnded)
            }
            if element != nil || hasEnded { return element }
            hasChanged.wait()
        }
    }
}
