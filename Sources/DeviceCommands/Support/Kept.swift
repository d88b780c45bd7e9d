import Synchronization

/// What a question has brought, kept for the rest of a command: questions come up on the thread of what is being done.
final class Kept<Value: Sendable>: Sendable {
    private let stored = Mutex<Value?>(nil)

    /// Nil as long as there was no answer.
    var value: Value? {
        get { stored.withLock { $0 } }
        set { stored.withLock { $0 = newValue } }
    }
}
