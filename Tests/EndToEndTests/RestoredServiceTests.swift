import AccountAPI
import DeviceCore
import Foundation
import HTTPExchange
import Primitives
import TestSupport
import Testing

/// A service whose database was restored from an old copy: it knows an older backup only, and backups go on.
@Suite struct RestoredServiceTests {
    private static let site = "otpauth://totp/Later%20%N:ada?secret=JBSWY3DPEHPK3PXP&issuer=Later%20%N"

    /// The service says of the backup what it knew in the copy, and what it has been told since.
    private struct RestoredTransport: AccountTransport {
        let service: LoopbackTransport
        let known: Box<Fields>

        func send(_ call: TransportCall, until cancellation: any Cancellation) throws -> TransportAnswer {
            let path = String(call.url.dropFirst(World.service.count))
            guard path == AdvanceHead.path else {
                let lying = LyingTransport(honest: service) { path, answer in
                    guard path == ReadBackup.path, answer.status == 200 else { return answer }
                    return TransportAnswer(status: 200, body: Array(try JSONEncoder().encode(known.value)))
                }
                return try lying.send(call, until: cancellation)
            }
            let request = try JSONDecoder().decode(AdvanceHead.Request.self, from: Data(call.body))
            guard request.previous == known.value.backup.head.generation else {
                let problem = Problem(code: .headMoved, title: "Another device was first", status: 409)
                return TransportAnswer(status: 409, body: Array(try JSONEncoder().encode(problem)))
            }
            known.value.backup.head = Fields.Head(
                generation: request.head.generation,
                hash: Data(request.head.hash.bytes),
                epoch: request.head.epoch,
                mac: Data(request.head.mac.bytes)
            )
            return TransportAnswer(status: 200, body: Array("{}".utf8))
        }
    }

    /// A phone that made some backups after the copy of the service was, and the way to the restored service.
    private func afterRestoring(
        backups: Int,
        _ story: @escaping @Sendable (World, any AccountTransport) async throws -> Void
    ) async throws {
        try await World.run { world in
            let old = world.phone("old")
            try await old.add(RecoveryTests.accounts[0])
            try await old { try $0.turnOnBackup(to: world.storage) }
            let copy = try await world.truth(to: "old")
            for number in 1...backups {
                try await old.add(Self.site.replacingOccurrences(of: "%N", with: String(number)))
                _ = try await old { try $0.backups.backUpIfPending() }
            }
            try await story(world, RestoredTransport(service: world.loopback, known: Box(copy)))
        }
    }

    private func turnOn(_ phone: Device, _ world: World, _ choice: ExistingBackup?) async throws -> BackupStatus {
        let password = try Password(existing: SecretBytes(utf8: World.password))
        return try await phone {
            try $0.backups.turnOn(storage: world.storage, account: nil, existing: choice) { password }
        }
    }

    @Test(arguments: [1, 2, 3, 7])
    func `the device that made later backups goes on, and a new one recovers everything`(backups: Int) async throws {
        try await afterRestoring(backups: backups) { world, transport in
            let old = world.phone("old", through: transport)
            try await old.add(RecoveryTests.accounts[1])
            #expect(await failure { try await old { try $0.backups.backUpIfPending() } }?.code == .headRolledBack)
            let status = try await turnOn(old, world, .keepBoth)
            #expect(status.state == "on" && !status.pending && status.problem == nil)
            #expect(try old.entries.list().count == backups + 3)
            let new = world.phone("new", through: transport)
            #expect(try await new { try $0.recover(from: world.storage) }.restored == backups + 3)
            try await old.add(RecoveryTests.accounts[2])
            #expect(try await old { try $0.backups.backUpIfPending() }?.pending == false)
            let newer = world.phone("newer", through: transport)
            #expect(try await newer { try $0.recover(from: world.storage) }.restored == backups + 4)
        }
    }

    @Test func `without a choice nothing is changed, and the choice is named`() async throws {
        try await afterRestoring(backups: 2) { world, transport in
            let old = world.phone("old", through: transport)
            let refusal = await failure { try await turnOn(old, world, nil) }
            let values = ["found": "1", "newest": "3"]
            #expect(refusal == Failure(.headRolledBack, values).in(.turningOn))
            #expect(try world.snapshots().count == 3)
            for language in Catalogue.languages {
                let remedy = Catalogue.preferred([language]).words(for: try #require(refusal)).remedy
                #expect(remedy.contains("--existing keep-both") && !remedy.contains("--version"))
            }
        }
    }

    @Test func `a device with accounts of its own merges the newest backup, not the one that the service knows`()
        async throws
    {
        try await afterRestoring(backups: 3) { world, transport in
            let other = world.phone("other", through: transport)
            try await other.add(RecoveryTests.accounts[1])
            let password = try Password(existing: SecretBytes(utf8: World.password))
            let service = try ServiceAddress(World.service)
            _ = try await other { try $0.accounts.signIn(username: World.username, at: service, password: password) }
            let status = try await turnOn(other, world, .keepBoth)
            #expect(status.generation == 2 && !status.pending)
            #expect(try other.entries.list().count == 6)
            #expect(
                try await world.phone("new", through: transport) {
                    try $0.recover(from: world.storage)
                }.restored == 6
            )
        }
    }

    @Test func `what the service knows as the newest may be gone from the storage`() async throws {
        try await afterRestoring(backups: 2) { world, transport in
            try FileManager.default.removeItem(at: #require(try world.snapshots().first))
            let old = world.phone("old", through: transport)
            let status = try await turnOn(old, world, .keepBoth)
            #expect(status.generation == 2 && !status.pending)
            #expect(
                try await world.phone("new", through: transport) {
                    try $0.recover(from: world.storage)
                }.restored == 4
            )
        }
    }
}
