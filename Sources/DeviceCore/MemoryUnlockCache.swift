package import Encodings
package import Primitives
import Synchronization
package import Vault

/// Keeps keys in the memory of a program that stays, and only while someone uses it.
package final class MemoryUnlockCache: UnlockCache {
    /// How long a key is kept after the last use.
    package static let duration: Int64 = 300

    private struct State {
        var keys: [String: SecretBytes] = [:]
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

    package func key(for home: VaultHome) -> SecretBytes? {
        let now = now()
        return state.withLock { state in
            Self.expire(&state, at: now)
            return state.keys[home.directory]
        }
    }

    package func remember(_ key: SecretBytes, for home: VaultHome) {
        let now = now()
        state.withLock { state in
            state.keys[home.directory] = key
            state.lastUse = now
        }
    }

    package func forget(_ home: VaultHome) {
        state.withLock { $0.keys[home.directory] = nil }
    }

    private static func expire(_ state: inout State, at now: Instant) {
        guard now.seconds(since: state.lastUse) >= duration else { return }
        state.keys = [:]
    }
}
