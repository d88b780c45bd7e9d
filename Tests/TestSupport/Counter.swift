import Synchronization

/// Counts, wherever it is counted from.
package final class Counter: Sendable {
    private let count = Mutex(0)

    package init() {}

    /// What it has come to.
    package var value: Int { count.withLock { $0 } }

    /// Counts so many.
    package func add(_ amount: Int) {
        count.withLock { $0 += amount }
    }

    /// Counts one and says what it has come to.
    package func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}
