import Primitives
import Sealed
import Threads
package import Vault

/// What every store of a vault must do, wherever it is; each clause gets an empty store of its own.
package enum VaultStoreClause: String, CaseIterable, Sendable {
    case committedIsLoaded = "what is committed is loaded"
    case emptyHoldsNone = "an empty store holds nothing, and says so"
    case neverTwoFirst = "a first vault takes the place of none"
    case lateRefused = "who knows an older version replaces nothing, and changes nothing else"
    case oneWriterWins = "of many who replace one version, one does and the others learn of it"
    case previousKept = "what was replaced is the previous copy, until it is forgotten"
    case noteCompared = "a note goes beside the version that was known, and is part of the next"
    case keyGoesAlong = "the device's key comes and goes with the vault"
    case onlyVaults = "bytes that are no vault replace nothing"
    case restored = "the previous copy takes the place of the version that was found, and is kept"
    case copied = "a copy for the owner leaves everything as it was"
    case lockMarked = "each lock changes the lock mark, and nothing of the vault"

    /// Throws a ``Breach`` or the store's own error where the store does not keep this clause.
    package func check(_ store: any VaultStore) async throws {
        switch self {
        case .committedIsLoaded: try checkLoading(store)
        case .emptyHoldsNone:
            try expect(store.holdsVault, false)
            try expect(store.holdsPrevious, false)
            try expect(.files(.missing)) { () throws(VaultError) in _ = try store.load() }
            try expect(.files(.missing)) { () throws(VaultError) in _ = try store.loadStart() }
            try expect(.unlocking(.keyFileMissing)) { () throws(VaultError) in _ = try store.loadKey() }
        case .neverTwoFirst:
            let first = try commitFirst(store)
            let second = VaultChange(bytes: try Self.vault(), key: .made(.random(count: 32)))
            let key = try store.loadKey()
            try expect(.files(.exists)) { () throws(VaultError) in try store.commit(second, replacing: nil) }
            try expect(store.load().bytes, first.bytes)
            try expect(store.loadKey() == key, true)
        case .lateRefused: try checkLate(store)
        case .oneWriterWins: try await checkRace(store)
        case .previousKept:
            let first = try commitFirst(store)
            try expect(store.holdsPrevious, false)
            let second = try Self.change()
            try store.commit(second, replacing: first.version)
            try expect(store.loadPrevious(), first.bytes)
            try store.forgetPrevious()
            try expect(store.loadPrevious(), second.bytes)
            try expect(store.load().bytes, second.bytes)
        case .noteCompared: try checkNote(store)
        case .keyGoesAlong:
            let first = try commitFirst(store)
            let key = SecretBytes.random(count: 32)
            let made = VaultChange(bytes: try Self.vault(), key: .made(key))
            let second = try commit(made, to: store, replacing: first.version)
            try expect(store.loadKey() == key, true)
            let kept = try commit(Self.change(), to: store, replacing: second)
            try expect(store.loadKey() == key, true)
            try store.commit(VaultChange(bytes: Self.vault(), key: .removed), replacing: kept)
            try expect(.unlocking(.keyFileMissing)) { () throws(VaultError) in _ = try store.loadKey() }
        case .onlyVaults:
            let none = VaultChange(bytes: [1, 2, 3], key: .removed)
            try expect(.format(.damaged)) { () throws(VaultError) in try store.commit(none, replacing: nil) }
            try expect(store.holdsVault, false)
            let first = try commitFirst(store)
            try expect(.format(.damaged)) { () throws(VaultError) in try store.commit(none, replacing: first.version) }
            try expect(store.load().bytes, first.bytes)
            _ = try store.loadKey()
        case .restored:
            let first = try commitFirst(store)
            let second = try commit(Self.change(), to: store, replacing: first.version)
            let previous = try store.loadPrevious()
            try expect(.files(.changedElsewhere)) { () throws(VaultError) in
                try store.restore(previous, replacing: first.version)
            }
            try store.restore(previous, replacing: second)
            try expect(store.load().bytes, first.bytes)
            try expect(store.loadPrevious(), first.bytes)
            // The older bytes have their version back.
            try store.commit(Self.change(), replacing: first.version)
        case .copied:
            let first = try commitFirst(store)
            try expect(store.keepCopy() == store.keepCopy(), false)
            try expect(store.load().version, first.version)
            try expect(store.holdsPrevious, false)
        case .lockMarked:
            let first = try commitFirst(store)
            try expect(store.lockMark, [])
            try store.changeLockMark()
            let mark = store.lockMark
            try expect(mark.isEmpty, false)
            try expect(store.load().version, first.version)
            try store.commit(Self.change(), replacing: first.version)
            try expect(store.lockMark, mark)
            try store.changeLockMark()
            try expect(store.lockMark == mark, false)
        }
    }

    private func checkLoading(_ store: any VaultStore) throws {
        let first = try commitFirst(store)
        try expect(store.holdsVault, true)
        let found = try store.load()
        try expect(found.bytes, first.bytes)
        try expect(found.note, nil)
        try expect(found.version, first.version)
        let start = try store.loadStart()
        try expect(start.bytes, Array(first.bytes.prefix(VaultFile.startLength)))
        try expect(start.version, first.version)
        let second = try Self.change()
        let version = try commit(second, to: store, replacing: first.version)
        try expect(version == first.version, false)
        try expect(store.load().bytes, second.bytes)
        try expect(store.loadStart().version, version)
    }

    private func checkLate(_ store: any VaultStore) throws {
        let first = try commitFirst(store)
        let second = try Self.change()
        let version = try commit(second, to: store, replacing: first.version)
        let key = try store.loadKey()
        let late = VaultChange(bytes: try Self.vault(), key: .made(.random(count: 32)), removesNote: true)
        try store.commitNote([1], replacing: version)
        try expect(.files(.changedElsewhere)) { () throws(VaultError) in
            try store.commit(late, replacing: first.version)
        }
        let found = try store.load()
        try expect(found.bytes, second.bytes)
        try expect(found.note, [1])
        try expect(store.loadKey() == key, true)
        try expect(store.loadPrevious(), first.bytes)
    }

    private func checkRace(_ store: any VaultStore) async throws {
        let first = try commitFirst(store)
        let rivals = try (0..<10).map { _ in try Self.change() }
        let failures = await withTaskGroup(of: (Int, VaultError?).self) { group in
            for (number, rival) in rivals.enumerated() {
                group.addTask {
                    do throws(VaultError) {
                        try await OwnThread.run { () throws(VaultError) in
                            try store.commit(rival, replacing: first.version)
                        }
                        return (number, nil)
                    } catch {
                        return (number, error)
                    }
                }
            }
            return await group.reduce(into: [VaultError?](repeating: nil, count: rivals.count)) { $0[$1.0] = $1.1 }
        }
        let winners = failures.indices.filter { failures[$0] == nil }
        try expect(winners.count, 1)
        try expect(failures.compactMap { $0 }, [VaultError](repeating: .files(.changedElsewhere), count: 9))
        try expect(store.load().bytes, rivals[winners[0]].bytes)
        try expect(store.loadPrevious(), first.bytes)
    }

    private func checkNote(_ store: any VaultStore) throws {
        let first = try commitFirst(store)
        try store.commitNote([1], replacing: first.version)
        try expect(store.load().note, [1])
        let noted = try store.load().version
        try expect(noted == first.version, false)
        try expect(store.loadStart().version, noted)
        try expect(.files(.changedElsewhere)) { () throws(VaultError) in
            try store.commitNote([2], replacing: first.version)
        }
        try expect(.files(.changedElsewhere)) { () throws(VaultError) in
            try store.commit(Self.change(), replacing: first.version)
        }
        try expect(store.load().bytes, first.bytes)
        try expect(store.load().note, [1])
        let change = VaultChange(bytes: try Self.vault(), key: .kept, removesNote: true)
        try store.commit(change, replacing: noted)
        try expect(store.load().bytes, change.bytes)
        try expect(store.load().note, nil)
    }
}
