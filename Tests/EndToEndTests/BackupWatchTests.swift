import DeviceCore
import Encodings
import LocalFiles
import Primitives
import TestSupport
import Testing
import Threads
import Vault

/// What the watcher makes of a vault that another process is writing to.
@Suite struct BackupWatchTests {
    /// The same phone, which waits for no other writer, with its clock behind by so many seconds.
    private static func hasty(_ phone: Device, _ world: World, behind seconds: Int64 = 0) -> Device {
        var home = VaultHome(directory: phone.store.name)
        home.patience = .zero
        return Device(
            store: FolderVaultStore(home),
            transport: world.loopback,
            security: .test,
            now: { world.clock.now.adding(seconds: -seconds) },
            askPassphrase: { throw Failure(.passphraseNeeded) }
        )
    }

    /// How long a watcher waits each time, and what it tells, where the vault is busy until so many pauses are over.
    private static func watch(
        busyFor count: Int,
        ending last: Int,
        _ expect: @escaping @Sendable (_ pauses: [Duration], _ events: [String]) -> Void
    ) async throws {
        try await World.run { world in
            let phone = world.phone("old")
            try await phone { try $0.turnOnBackup(to: world.storage) }
            try await phone.add(RecoveryTests.accounts[0])
            let lock = try #require(try Files.openLocked(VaultHome(directory: phone.store.name).lock))
            let pauses = Box<[Duration]>([])
            let watch = BackupWatch(Self.hasty(phone, world)) { pause in
                pauses.value.append(pause)
                if pauses.value.count == count { Files.closeLocked(lock) }
                if pauses.value.count == last { throw CancellationError() }
            }
            let events = try await watch.told()
            expect(pauses.value, events)
        }
    }

    @Test func `a busy vault is tried again soon, and nothing has failed`() async throws {
        try await Self.watch(busyFor: 3, ending: 4) { pauses, events in
            #expect(pauses == [.seconds(2), .seconds(2), .seconds(2), .seconds(20)])
            #expect(events == ["backed up"])
        }
    }

    @Test func `what was verified by a clock that was ahead is verified again once it is right`() async throws {
        try await World.run { world in
            let phone = world.phone("old")
            try await phone { try $0.turnOnBackup(to: world.storage) }
            for (seconds, told) in [(0, []), (60, []), (366 * 86_400, ["verified"])] as [(Int64, [String])] {
                let watch = BackupWatch(Self.hasty(phone, world, behind: seconds)) { _ in throw CancellationError() }
                #expect(try await watch.told() == told, "\(seconds)")
            }
        }
    }

    @Test func `the watcher of a page ends where the vault was locked, and asks for no passphrase`() async throws {
        try await World.run { world in
            let phone = world.phone("old")
            try await phone { try $0.turnOnBackup(to: world.storage) }
            let asked = Box(0)
            let atTerminal = Device(
                store: phone.store,
                transport: world.loopback,
                security: .test,
                now: { world.clock.now },
                askPassphrase: {
                    asked.value += 1
                    throw Failure(.passphraseNeeded)
                }
            )
            let pauses = Box<[Duration]>([])
            let watch = BackupWatch(atTerminal.leavingLocked, endsWhenLocked: true) { pause in
                pauses.value.append(pause)
                if pauses.value.count == 1 { try phone.setPassphrase(SecretBytes(utf8: "nine loud doors")) }
                if pauses.value.count == 3 { throw CancellationError() }
            }
            try await OwnThread.run { try watch.run { _ in } }
            #expect(pauses.value == [.seconds(20)] && asked.value == 0)
        }
    }

    @Test func `a vault that stays busy is told as a failure in the end`() async throws {
        try await Self.watch(busyFor: 12, ending: 13) { pauses, events in
            let busy = [Duration](repeating: .seconds(2), count: 10)
            #expect(pauses == busy + [.seconds(40), .seconds(80), .seconds(20)])
            #expect(events == ["vault.busy", "vault.busy", "backed up"])
        }
    }
}

extension BackupWatch {
    /// Runs to its end, and returns what it tells meanwhile.
    func told() async throws -> [String] {
        let events = Box<[String]>([])
        try await OwnThread.run {
            try run { event in
                switch event {
                case .backedUp: events.value.append("backed up")
                case .verified: events.value.append("verified")
                case .failed(let failure, _): events.value.append(failure.code.rawValue)
                }
            }
        }
        return events.value
    }
}
