import AccountAPI
import DeviceCore
import Foundation
import HTTPExchange
import Primitives
import Testing
import Threads

/// Each way in which a recovery can fail, told apart, with nothing left behind on the phone.
@Suite struct RecoveryFailureTests {
    /// Makes a world with two snapshots and a lost phone, does `harm`, and returns how a recovery fails.
    private func failure(
        username: String = World.username,
        password: String = World.password,
        lying: (@Sendable (String, TransportAnswer) throws -> TransportAnswer)? = nil,
        after harm: @Sendable @escaping (World) async throws -> Void = { _ in }
    ) async throws -> Failure? {
        let result = Box<Failure?>(nil)
        try await World.run { world in
            let old = world.phone("old")
            try await old.add(RecoveryTests.accounts[0])
            try await old { try $0.turnOnBackup(to: world.storage) }
            try await old.add(RecoveryTests.accounts[1])
            _ = try await old { try $0.backups.backUpIfPending() }
            try await harm(world)
            let transport = lying.map { LyingTransport(honest: world.loopback, lie: $0) }
            let new = world.phone("new", through: transport)
            do {
                try await new { try $0.recover(from: world.storage, username: username, password: password) }
            } catch {
                result.value = Failure(explaining: error)
            }
            let left = try new.entries.list()
            if result.value != nil { #expect(left.isEmpty) }
        }
        return result.value
    }

    @Test func `the storage holds nothing`() async throws {
        let failure = try await failure(after: { world in
            for file in try world.snapshots() { try FileManager.default.removeItem(at: file) }
        })
        #expect(failure?.code == .storageEmpty)
    }

    @Test func `the storage is not there`() async throws {
        let failure = try await failure(after: { world in
            try FileManager.default.removeItem(at: world.folder.appending(path: "storage"))
        })
        #expect(failure?.code == .noStorageFolder)
    }

    @Test func `the service does not answer`() async throws {
        let failure = try await failure(lying: { _, _ in throw POSIXError(.ECONNREFUSED) })
        #expect(failure?.code == .serviceUnreachable)
    }

    @Test func `what answers is no account service`() async throws {
        let failure = try await failure(lying: { _, _ in TransportAnswer(status: 200, body: Array("<html>".utf8)) })
        #expect(failure?.code == .serviceBadAnswer)
    }

    @Test(arguments: [(World.username, "not the password"), ("nobody@example.org", World.password)])
    func `a wrong password and an unknown name look the same`(username: String, password: String) async throws {
        let failure = try await failure(username: username, password: password)
        // The budget of five an hour is told, not whether the account exists; the phone's own sign-ins were given back.
        #expect(failure == Failure(.wrongPassword, ["left": "4"]).in(.recovering))
    }

    @Test func `the backup belongs to another account`() async throws {
        let failure = try await failure(
            username: "other@example.org",
            after: { world in
                _ = try await world.phone("other") {
                    try $0.accounts.create(
                        username: "other@example.org",
                        at: ServiceAddress(World.service),
                        password: Password(existing: .init(utf8: World.password))
                    )
                }
            }
        )
        #expect(failure?.code == .wrongRecoveryAccount)
    }

    @Test func `another account's snapshots lie in the storage`() async throws {
        let failure = try await failure(after: { world in
            for file in try world.snapshots() {
                let other = file.deletingLastPathComponent().deletingLastPathComponent()
                    .appending(path: String(repeating: "0", count: 32))
                try FileManager.default.createDirectory(at: other, withIntermediateDirectories: true)
                try FileManager.default.moveItem(at: file, to: other.appending(path: file.lastPathComponent))
            }
        })
        #expect(failure?.code == .wrongRecoveryAccount)
    }

    @Test func `the backup was deleted`() async throws {
        let failure = try await failure(after: { _ = try await $0.phone("old") { try $0.backups.delete() } })
        #expect(failure?.code == .backupDeleted)
        #expect(failure?.values["until"] == "2027-02-14")
    }

    @Test func `the newest snapshot is damaged, and the intact one is named`() async throws {
        let failure = try await failure(after: { world in
            let newest = try #require(try world.snapshots().last)
            var bytes = try Data(contentsOf: newest)
            bytes[bytes.count / 2] ^= 1
            try bytes.write(to: newest)
        })
        #expect(failure?.code == .backupDamaged)
        #expect(failure?.values["generation"] == "1")
    }

    @Test func `the storage was rolled back`() async throws {
        let failure = try await failure(after: { world in
            try FileManager.default.removeItem(at: #require(try world.snapshots().last))
        })
        #expect(failure?.code == .backupRolledBack)
        #expect(failure?.values["found"] == "1")
        #expect(failure?.values["expected"] == "2")
    }

    @Test func `an older version is recovered when asked for`() async throws {
        try await World.run { world in
            let old = world.phone("old")
            try await old.add(RecoveryTests.accounts[0])
            try await old { try $0.turnOnBackup(to: world.storage) }
            try await old.add(RecoveryTests.accounts[1])
            _ = try await old { try $0.backups.backUpIfPending() }
            let report = try await world.phone("new") { try $0.recover(from: world.storage, version: 1) }
            #expect(report.restored == 2)
            let missing = Failure(.noSuchVersion, ["place": world.storage, "generation": "9"])
            await #expect(throws: missing) {
                try await world.phone("other") { try $0.recover(from: world.storage, version: 9) }
            }
        }
    }

    @Test func `a failed recovery leaves no device behind at the service`() async throws {
        try await World.run { world in
            let old = world.phone("old")
            try await old { try $0.turnOnBackup(to: world.storage) }
            let newest = try #require(try world.snapshots().last)
            try Data("gone".utf8).write(to: newest)
            await #expect(throws: Failure.self) { try await world.phone("new") { try $0.recover(from: world.storage) } }
            #expect(try await old { try $0.accounts.devices(of: nil) }.count == 1)
        }
    }

    @Test func `a recovery that nobody waits for any more leaves no device behind either`() async throws {
        try await World.run { world in
            let old = world.phone("old")
            try await old { try $0.turnOnBackup(to: world.storage) }
            let cancellation = ThreadCancellation()
            // The sign-in has added the device by then.
            let left = LyingTransport(honest: world.loopback) { path, answer in
                guard path == ReadBackup.path else { return answer }
                cancellation.cancel()
                throw NetworkFailure.cancelled
            }
            let new = world.phone("new", through: left)
            let request = RecoveryRequest(
                username: World.username,
                service: try ServiceAddress(World.service),
                storage: world.storage
            )
            await #expect(throws: AccountError.self) {
                try await OwnThread.run(cancellation) {
                    _ = try new.until(cancellation).recovery.recover(request) { () throws -> RecoverySecret in
                        .password(try Password(existing: SecretBytes(utf8: World.password)))
                    }
                }
            }
            #expect(try await old { try $0.accounts.devices(of: nil) }.count == 1)
        }
    }
}
