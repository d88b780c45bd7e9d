/// Whether anybody still waits for what is being done; asked between two requests, and while one is under way.
///
/// Whoever makes one says how it is cancelled. It stays so once it is.
package protocol Cancellation: AnyObject, Sendable {
    /// Whether nobody waits any more.
    var isCancelled: Bool { get }

    /// Has `wake` called as soon as nobody waits any more, at once where that is so already; returns what
    /// ``forget(_:)`` is told when the wait is over. Waits for nothing itself.
    func tell(_ wake: @escaping @Sendable () -> Void) -> Int

    /// Tells it no more.
    func forget(_ wake: Int)
}

/// Of what is always waited for.
package final class NeverCancelled: Cancellation {
    package init() {}

    package var isCancelled: Bool { false }

    package func tell(_ wake: @escaping @Sendable () -> Void) -> Int { 0 }

    package func forget(_ wake: Int) {}
}
