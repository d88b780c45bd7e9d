/// Whether anybody still waits for what is being done; asked between two requests, and while one is under way.
///
/// Whoever makes one says how it is cancelled. It stays so once it is.
package protocol Cancellation: AnyObject, Sendable {
    /// Whether nobody waits any more.
    var isCancelled: Bool { get }

    /// Has `handler` called as soon as nobody waits any more, at once where that is so already; it must not wait.
    ///
    /// Returns the number that ``removeHandler(_:)`` takes once the work is over.
    func addHandler(_ handler: @escaping @Sendable () -> Void) -> Int

    /// Removes a handler, which is then not called any more.
    func removeHandler(_ number: Int)
}

/// Of what is always waited for.
package final class NeverCancelled: Cancellation {
    package init() {}

    package var isCancelled: Bool { false }

    package func addHandler(_ handler: @escaping @Sendable () -> Void) -> Int { 0 }

    package func removeHandler(_ number: Int) {}
}
