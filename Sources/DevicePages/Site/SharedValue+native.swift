import Synchronization

/// A value that requests share.
package final class SharedValue<Value: Sendable>: Sendable {
    private let stored: Mutex<Value>

    /// Begins with a value.
    package init(_ value: Value) {
        stored = Mutex(value)
    }

    /// What it is now.
    package var value: Value {
        get { stored.withLock { $0 } }
        set { stored.withLock { $0 = newValue } }
    }

    /// Puts another value in its place and returns the one before: two requests never get the same one.
    func exchange(_ value: Value) -> Value {
        change { stored in
            defer { stored = value }
            return stored
        }
    }

    /// Changes it in one step; `body` waits for nothing.
    func change<Result: Sendable>(_ body: (inout Value) -> Result) -> Result {
        stored.withLock { stored in body(&stored) }
    }
}
