import AccountAPI
import DeviceCore
import Foundation
import Testing

/// A service that lies about a backup is caught: it holds neither the backup key nor a snapshot.
@Suite struct LyingServiceTests {
    /// Recovers through a service whose answer about the backup is changed by `lie`.
    private func recovering(
        _ world: World,
        _ lie: @escaping @Sendable (inout Fields) -> Void
    ) async throws -> FailureCode? {
        let transport = LyingTransport(honest: RouterTransport(http: world.http)) { path, answer in
            guard path == ReadBackup.path else { return answer }
            var fields = try JSONDecoder().decode(Fields.self, from: Data(answer.body))
            lie(&fields)
            return TransportAnswer(status: answer.status, body: Array(try JSONEncoder().encode(fields)))
        }
        do {
            try await world.phone("new-\(UUID().uuidString)", through: transport).recover(from: world.storage)
            return nil
        } catch {
            return Failure(explaining: error).code
        }
    }

    private func withBackup(_ story: @escaping @Sendable (World) async throws -> Void) async throws {
        try await World.run { world in
            let old = world.phone("old")
            try await old.add(RecoveryTests.accounts[0])
            try await old.turnOnBackup(to: world.storage)
            try await story(world)
        }
    }

    @Test func `every byte of the wrapped key counts`() async throws {
        try await withBackup { world in
            for index in 0..<72 {
                let code = try await recovering(world) { $0.backup.wrappedKey[index] ^= 0x40 }
                #expect(code == .keyRefused, "byte \(index)")
                world.clock.advance(by: 3600)
            }
        }
    }

    @Test func `every byte of the head counts`() async throws {
        try await withBackup { world in
            for index in 0..<32 {
                let hash = try await recovering(world) { $0.backup.head.hash[index] ^= 1 }
                #expect(hash == .headForged, "byte \(index) of the hash")
                let mac = try await recovering(world) { $0.backup.head.mac[index] ^= 1 }
                #expect(mac == .headForged, "byte \(index) of the MAC")
                world.clock.advance(by: 3600)
            }
            #expect(try await recovering(world) { $0.backup.head.generation += 1 } == .headForged)
            #expect(try await recovering(world) { $0.backup.head.epoch += 1 } == .headForged)
            #expect(try await recovering(world) { $0.backup.epoch += 1 } == .keyRefused)
        }
    }

    @Test func `the device that made a backup notices an older head`() async throws {
        try await withBackup { world in
            let first = Box<[UInt8]>([])
            let spy = LyingTransport(honest: RouterTransport(http: world.http)) { path, answer in
                if path == ReadBackup.path, answer.status == 200, first.value.isEmpty { first.value = answer.body }
                return answer
            }
            _ = try await world.phone("old", through: spy).verifyBackup()
            try await world.phone("old").add(RecoveryTests.accounts[1])
            _ = try await world.phone("old").backUpIfPending()

            let liar = LyingTransport(honest: RouterTransport(http: world.http)) { path, answer in
                path == ReadBackup.path ? TransportAnswer(status: 200, body: first.value) : answer
            }
            let fooled = world.phone("old", through: liar)
            await #expect(throws: Failure.self) { try await fooled.verifyBackup() }
            try await fooled.add(RecoveryTests.accounts[2])
            await #expect(throws: Failure.self) { try await fooled.backUpIfPending() }
            let problem = try await fooled.backupStatus().problem
            #expect(problem == FailureCode.headRolledBack.rawValue)
            #expect(try await fooled.backupStatus().pending)
        }
    }
}

/// The answer about the backup, with every field open to lies.
private struct Fields: Codable {
    struct Backup: Codable {
        var id: String
        var epoch: UInt32
        var wrappedKey: Data
        var head: Head
    }

    struct Head: Codable {
        var generation: UInt64
        var hash: Data
        var epoch: UInt32
        var mac: Data
    }

    var backup: Backup
}
