package import Encodings
import Synchronization

/// Keeps keys in the memory of a program that stays, and only while someone uses it.
package final class MemoryUnlockCache: UnlockCache {
    /// How long a key is kept after the last use.
    package static let duration: Int64 = 300

    private struct State {
        var keys: [String: KeptKey] = [:]
        var lastUse: Instant
    }

    private let state: Mutex<State>
    private let now: @Sendable () -> Instant

    /// An empty cache.
    package init(now: @escaping @Sendable () -> Instant) {
        state = Mutex(State(lastUse: now()))
        self.now = now
    }

    /// Notes that someone uses the program; what a program does on its own is no use.
    package func touch() {
        let now = now()
        state.withLock { state in
            Self.expire(&state, at: now)
            state.lastUse = now
        }
    }

    package func key(for vault: String) -> KeptKey? {
        let now = now()
        return state.withLock { state in
            Self.expire(&state, at: now)
            return state.keys[vault]
        }
    }

    package func remember(_ key: KeptKey, for vault: String) {
        let now = now()
        state.withLock { state in
            state.keys[vault] = key
            state.lastUse = now
        }
    }

    package func forget(_ vault: String) {
        state.withLock { $0.keys[vault] = nil }
    }

    private static func expire(_ state: inout State, at now: Instant) {
        guard !now.isWithin(duration, of: state.lastUse) else { return }
        state.keys = [:]
    }
}
