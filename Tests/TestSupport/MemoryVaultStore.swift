import Encodings
package import Primitives
import Sealed
import Synchronization
package import Vault

/// A real store of a vault in memory; a test can have somebody else be faster than whoever commits next.
package final class MemoryVaultStore: VaultStore {
    private struct State {
        var vault: [UInt8]?
        var previous: [UInt8]?
        var note: [UInt8]?
        var key: SecretBytes?
        var lockMark: [UInt8] = []
        var copies: [[UInt8]] = []
        var rival: (@Sendable () -> Void)?

        var stored: StoredVault? { vault.map { StoredVault(bytes: $0, note: note) } }

        func loaded(_ bytes: [UInt8]?) throws(VaultError) -> [UInt8] {
            if let bytes { return bytes }
            throw vault == nil && previous == nil ? .files(.missing) : .format(.damaged)
        }

        func check(_ version: VaultVersion) throws(VaultError) {
            _ = try loaded(vault)
            guard stored?.version == version else { throw .files(.changedElsewhere) }
        }
    }

    private let state = Mutex(State())
    package let name = "memory:" + Hex.encode(randomBytes(count: 8))

    package init() {}

    /// Another store that holds what this one holds now.
    package init(copying other: MemoryVaultStore) {
        let copy = other.state.withLock { ($0.vault, $0.previous, $0.note, $0.key) }
        state.withLock { ($0.vault, $0.previous, $0.note, $0.key) = copy }
    }

    /// What was kept for the owner: copies, and damaged vaults that were set aside.
    package var copies: [[UInt8]] { state.withLock { $0.copies } }

    /// Puts other bytes in the vault's place behind everyone's back, nil for none.
    package func damage(_ bytes: [UInt8]?) {
        state.withLock { $0.vault = bytes }
    }

    /// Has this done just before the next commit, as by another process.
    package func beforeNextCommit(_ rival: @escaping @Sendable () -> Void) {
        state.withLock { $0.rival = rival }
    }

    package var holdsVault: Bool { state.withLock { $0.vault != nil || $0.previous != nil } }

    package var holdsPrevious: Bool { state.withLock { $0.previous != nil } }

    package func load() throws(VaultError) -> StoredVault {
        try state.withLock { state throws(VaultError) in
            StoredVault(bytes: try state.loaded(state.vault), note: state.note)
        }
    }

    package func loadStart() throws(VaultError) -> StoredVault {
        let whole = try load()
        return StoredVault(bytes: Array(whole.bytes.prefix(VaultFile.startLength)), note: whole.note)
    }

    package func loadPrevious() throws(VaultError) -> [UInt8] {
        try state.withLock { state throws(VaultError) in try state.loaded(state.previous) }
    }

    package func loadKey() throws(VaultError) -> SecretBytes {
        guard let key = state.withLock({ $0.key }) else { throw .unlocking(.keyFileMissing) }
        return key
    }

    package func commit(_ change: VaultChange, replacing version: VaultVersion?) throws(VaultError) {
        _ = try VaultFile.start(of: change.bytes)
        letRivalBeFirst()
        try state.withLock { state throws(VaultError) in
            if let version {
                try state.check(version)
            } else {
                guard state.vault == nil, state.previous == nil else { throw .files(.exists) }
            }
            state.previous = state.vault
            state.vault = change.bytes
            switch change.key {
            case .kept: break
            case .made(let key): state.key = key
            case .removed: state.key = nil
            }
            if change.removesNote { state.note = nil }
        }
    }

    package func commitNote(_ note: [UInt8], replacing version: VaultVersion) throws(VaultError) {
        letRivalBeFirst()
        try state.withLock { state throws(VaultError) in
            try state.check(version)
            state.note = note
        }
    }

    package func forgetPrevious() throws(VaultError) {
        state.withLock { $0.previous = $0.vault }
    }

    package func restore(_ previous: [UInt8], replacing version: VaultVersion?) throws(VaultError) {
        _ = try VaultFile.start(of: previous)
        letRivalBeFirst()
        try state.withLock { state throws(VaultError) in
            guard state.stored?.version == version else { throw .files(.changedElsewhere) }
            if let damaged = state.vault { state.copies.append(damaged) }
            state.vault = previous
        }
    }

    package func keepCopy() throws(VaultError) -> String {
        try state.withLock { state throws(VaultError) in
            state.copies.append(try state.loaded(state.vault))
            return "\(name), copy \(state.copies.count)"
        }
    }

    package var lockMark: [UInt8] { state.withLock { $0.lockMark } }

    package func changeLockMark() throws(VaultError) {
        state.withLock { $0.lockMark = randomBytes(count: 16) }
    }

    private func letRivalBeFirst() {
        let rival = state.withLock { state in
            defer { state.rival = nil }
            return state.rival
        }
        rival?()
    }
}
