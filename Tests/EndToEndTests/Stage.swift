import AccountAPI
import DeviceCore
import Encodings
import Primitives
import Storages
import Synchronization
import TestSupport
import Testing
import Threads
import Vault

/// Where a story can begin again and again: what the service, the phones and the storages of a stage hold.
struct Scene: Sendable {
    fileprivate let records: ServiceRecords
    fileprivate let vaults: [String: MemoryVaultStore]
    fileprivate let storages: [String: MemoryStorage]

    /// The scene that `prepare` leaves on an empty stage.
    init(_ prepare: @Sendable (Stage) async throws -> Void) async throws {
        let found = Box<Scene?>(nil)
        try await World.run { world in
            let stage = Stage(world)
            try await prepare(stage)
            found.value = Scene(records: world.records, vaults: stage.vaults, storages: stage.storages)
        }
        self = try #require(found.value)
    }

    private init(records: ServiceRecords, vaults: [String: MemoryVaultStore], storages: [String: MemoryStorage]) {
        (self.records, self.vaults, self.storages) = (records, vaults, storages)
    }

    /// Plays a story that begins here; the scene stays as it is.
    func play(_ story: @Sendable (Stage) async throws -> Void) async throws {
        try await World.run(with: records) { world in try await story(Stage(world, from: self)) }
    }
}

/// A world whose phones and storages are in memory.
final class Stage: Sendable {
    private struct State {
        var vaults: [String: MemoryVaultStore] = [:]
        var storages: [String: MemoryStorage] = [:]
        var ticks: Int64 = 0
        var place = ""
    }

    /// The place of the backups; nothing is asked of that server.
    static let storage = "webdavs://cloud.test/backups"
    /// Another such place.
    static let otherStorage = "webdavs://other.test/backups"

    let world: World
    private let state: Mutex<State>

    fileprivate init(_ world: World, from scene: Scene? = nil) {
        self.world = world
        var state = State()
        for (name, vault) in scene?.vaults ?? [:] { state.vaults[name] = MemoryVaultStore(copying: vault) }
        for (place, storage) in scene?.storages ?? [:] {
            let copy = MemoryStorage()
            for (name, bytes) in storage.objects { copy.replace(name, with: bytes) }
            state.storages[place] = copy
        }
        self.state = Mutex(state)
    }

    fileprivate var vaults: [String: MemoryVaultStore] { state.withLock { $0.vaults } }

    fileprivate var storages: [String: MemoryStorage] { state.withLock { $0.storages } }

    /// The time of the phones, which passes from one look to the next: each signed request has a counter of its own.
    var now: Instant {
        let ticks = state.withLock { state in
            state.ticks += 1
            return state.ticks
        }
        return Instant(milliseconds: world.clock.now.milliseconds + ticks)
    }

    /// The storage at a place.
    func storage(at place: String) -> MemoryStorage {
        state.withLock { state in
            if let storage = state.storages[place] { return storage }
            let storage = MemoryStorage()
            state.storages[place] = storage
            return storage
        }
    }

    /// A phone, which asks for as long as `stop` has somebody wait.
    func phone(_ name: String = "phone", until stop: Stop = Stop()) -> Device {
        let vault = state.withLock { state in
            let vault = state.vaults[name] ?? MemoryVaultStore()
            state.vaults[name] = vault
            return vault
        }
        return Device(
            store: vault,
            transport: StoppingTransport(honest: world.loopback, stop: stop),
            security: .test,
            makeStorage: { [self] place, _, _, cancellation in
                StoppingStorage(storage(at: place.description), stop, cancellation)
            },
            now: { [self] in now },
            askPassphrase: { throw Failure(.passphraseNeeded) }
        )
        .until(stop.cancellation)
    }

    /// Says where a story is, for what does not come true from here on.
    func tell(_ place: String) {
        state.withLock { $0.place = place }
    }

    /// Expects that something is so.
    func expect(_ isSo: Bool, _ what: String, sourceLocation: SourceLocation = #_sourceLocation) {
        let place = state.withLock { $0.place }
        #expect(isSo, "\(place): \(what)", sourceLocation: sourceLocation)
    }
}
