import AccountAPI
import DeviceCore
import Foundation
import HTTPExchange
import Primitives
import TestSupport
import Testing
import Vault

/// A service that lies about a backup is caught: it holds neither the backup key nor a snapshot.
@Suite struct LyingServiceTests {
    private func recovering(
        _ world: World,
        _ lie: @escaping @Sendable (inout Fields) -> Void
    ) async throws -> FailureCode? {
        try await world.recovering { lie(&$0) }?.code
    }

    private func withBackup(_ story: @escaping @Sendable (World) async throws -> Void) async throws {
        try await World.run { world in
            let old = world.phone("old")
            try await old.add(RecoveryTests.accounts[0])
            try await old { try $0.turnOnBackup(to: world.storage) }
            try await story(world)
        }
    }

    /// What someone between the phone and the service makes of a sign-in, without any key.
    enum Relay: CaseIterable {
        case refusesAtOnce, refusesAtTheEnd, forgesTheProof, takesTheProofAway

        /// The body that the service gets, and the answer that the phone does.
        func pass(
            _ call: TransportCall,
            to service: LoopbackTransport,
            until cancellation: any Cancellation
        ) throws -> TransportAnswer {
            let path = String(call.url.dropFirst(World.service.count))
            var call = call
            if self == .takesTheProofAway, path == StartSignIn.path {
                let asked = try JSONDecoder().decode(StartSignIn.Request.self, from: Data(call.body))
                let request = StartSignIn.Request(username: asked.username, ke1: asked.ke1, knownDevice: nil)
                call = TransportCall(
                    url: call.url,
                    method: call.method,
                    authorization: nil,
                    body: Array(try JSONEncoder().encode(request))
                )
            }
            let answer = try service.send(call, until: cancellation)
            var problem = Problem(code: .noSuchDevice, title: "The account has no such device", status: 404)
            if self == .forgesTheProof { problem.proof = Bytes([UInt8](repeating: 7, count: 32)) }
            let refusal = TransportAnswer(status: 404, body: Array(try JSONEncoder().encode(problem)))
            return switch (self, path) {
            case (.refusesAtOnce, StartSignIn.path): refusal
            case (.refusesAtTheEnd, FinishSignIn.path), (.forgesTheProof, FinishSignIn.path): refusal
            default: answer
            }
        }
    }

    private struct RelayTransport: AccountTransport {
        let relay: Relay
        let service: LoopbackTransport

        func send(_ call: TransportCall, until cancellation: any Cancellation) throws -> TransportAnswer {
            try relay.pass(call, to: service, until: cancellation)
        }
    }

    @Test(arguments: Relay.allCases)
    func `who has no key of the account has no phone give its own secret up`(relay: Relay) async throws {
        try await withBackup { world in
            let before = try world.phone("old").vault().contents().deviceBound
            let transport = RelayTransport(relay: relay, service: world.loopback)
            let fooled = world.phone("old", through: transport)
            let password = try Password(existing: SecretBytes(utf8: World.password))
            let service = try ServiceAddress(World.service)
            let signIn = await failure {
                try await fooled { try $0.accounts.signIn(username: World.username, at: service, password: password) }
            }
            #expect(signIn?.code == .serviceBadAnswer)
            let shown = await failure { try await fooled { try $0.evidence.showSecret(.password(password), of: nil) } }
            #expect(shown?.code == .serviceBadAnswer)
            let after = try fooled.vault().contents().deviceBound
            #expect(after.codes.mapValues(\.serviceDevice) == before.codes.mapValues(\.serviceDevice))
            #expect(after.sessions.keys == before.sessions.keys && after.removedAtService.isEmpty)
            #expect(try await world.phone("old") { try $0.accounts.devices(of: nil) }.count == 1)
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
            let first = try await world.truth(to: "old")
            try await world.phone("old").add(RecoveryTests.accounts[1])
            _ = try await world.phone("old") { try $0.backups.backUpIfPending() }

            let fooled = world.phone("old", through: LyingTransport(world) { $0 = first })
            let failure = await #expect(throws: Failure.self) { try await fooled { try $0.backups.verify() } }
            #expect(failure?.code == .headRolledBack && failure?.values["place"] == world.storage)
            #expect(try fooled.backups.status().problem == FailureCode.headRolledBack.rawValue)
            try await fooled.add(RecoveryTests.accounts[2])
            await #expect(throws: Failure.self) { try await fooled { try $0.backups.backUpIfPending() } }
            let problem = try fooled.backups.status().problem
            #expect(problem == FailureCode.headRolledBack.rawValue)
            #expect(try fooled.backups.status().pending)

            // Once the service tells the truth again, all is well.
            #expect(try await world.phone("old") { try $0.backups.backUpIfPending() }?.entries == 4)
            #expect(try world.phone("old").backups.status().problem == nil)
        }
    }

    @Test func `a new device notices an older head by what the storage holds since`() async throws {
        try await withBackup { world in
            let first = try await world.truth(to: "old")
            for account in RecoveryTests.accounts[1...2] {
                try await world.phone("old").add(account)
                _ = try await world.phone("old") { try $0.backups.backUpIfPending() }
            }
            let failure = try await world.recovering { $0 = first }
            #expect(failure?.code == .headRolledBack)
            #expect(failure?.values["found"] == "1")
            #expect(failure?.values["newest"] == "3")

            // With the number that the failure names everything comes back, whatever the service says.
            let transport = LyingTransport(world) { $0 = first }
            let report = try await world.phone("new", through: transport) {
                try $0.recover(from: world.storage, version: 3)
            }
            #expect(report.restored == 4)
        }
    }

    @Test func `an older head that the storage cannot contradict passes on a new device, and on no other`() async throws
    {
        try await withBackup { world in
            let first = try await world.truth(to: "old")
            try await world.phone("old").add(RecoveryTests.accounts[1])
            _ = try await world.phone("old") { try $0.backups.backUpIfPending() }
            // One snapshot more than the head can be what a failed attempt left.
            let new = world.phone("new", through: LyingTransport(world) { $0 = first })
            let report = try await new { try $0.recover(from: world.storage) }
            // Nothing can be told but which snapshot it was, and when that was made.
            #expect(report.restored == 2)
            #expect(report.generation == 1)
            #expect(report.made == world.clock.now)
        }
    }
}
