import AccountAPI
import DeviceCore
import Foundation
import Primitives
import Sealed
import TestSupport
import Testing
import Vault

/// A service that lies about a backup after its key was changed, with what it knew before or with a lost phone's help.
@Suite struct LyingServiceAfterKeyChangeTests {
    /// What a service and a thief can have kept from before the change.
    private struct Before: Sendable {
        let truth: Fields
        /// The backup as the lost phone knew it, with its old key.
        let thief: BackupBinding
    }

    /// Runs a story that begins with a lost phone, and an old phone that has changed the key because of that.
    private func withNewKey(
        _ story: @escaping @Sendable (_ world: World, _ old: Device, _ before: Before) async throws -> Void
    ) async throws {
        try await World.run { world in
            let old = world.phone("old")
            try await old.add(RecoveryTests.accounts[0])
            try await old { try $0.turnOnBackup(to: world.storage) }
            try await world.phone("lost") { try $0.recover(from: world.storage) }
            let lost = try UnlockedVault.open(
                in: FolderVaultStore(VaultHome(directory: world.folder.appending(path: "lost").path)),
                with: .keyFile
            )
            let before = Before(
                truth: try await world.truth(to: "old"),
                thief: try #require(try lost.contents().deviceBound.backup)
            )
            _ = try await old {
                try $0.backups.makeNewKey { try Password(existing: SecretBytes(utf8: World.password)) }
            }
            try await story(world, old, before)
        }
    }

    /// Checks that the phone which changed the key notices a lie, in each way in which it asks.
    private func expect(_ code: FailureCode, _ world: World, _ lie: Fields) async throws {
        let fooled = world.phone("old", through: LyingTransport(world) { $0 = lie })
        let asks: [@Sendable (Device) throws -> Void] = [
            { _ = try $0.backups.verify() }, { _ = try $0.backups.backUpNow(allowsFewer: false) },
        ]
        for ask in asks {
            let failure = await #expect(throws: Failure.self) { try await fooled(ask) }
            #expect(failure?.code == code)
            #expect(try fooled.backups.status().problem == code.rawValue)
        }
    }

    @Test func `the device that changed the key notices the state from before`() async throws {
        try await withNewKey { world, old, before in
            let snapshots = try world.snapshots()
            try await expect(.headRolledBack, world, before.truth)
            // Nothing was written on the word of the service.
            #expect(try world.snapshots() == snapshots)
            #expect(try await old { try $0.backups.verify() }.generation == 2)
            #expect(try old.backups.status().problem == nil)
        }
    }

    @Test func `the device that changed the key notices a head that a lost phone made`() async throws {
        try await withNewKey { world, _, before in
            for epoch in [1, 2] as [UInt32] {
                var lie = before.truth
                lie.backup.head = Self.head(3, epoch: epoch, by: before.thief)
                lie.backup.epoch = epoch
                try await expect(epoch == 1 ? .headRolledBack : .headForged, world, lie)
            }
        }
    }

    /// Which parts of the answer are from before the change.
    enum Lie: String, CaseIterable, CustomTestStringConvertible {
        case wrap, head, headUnderNewNumber, wrapAndNumber, allButHash, wrapAndNumbers, headOfLostPhone

        var testDescription: String { rawValue }

        var code: FailureCode {
            switch self {
            case .wrap: .keyRefused
            default: .headForged
            }
        }
    }

    @Test(arguments: Lie.allCases)
    func `a new device notices an answer that is old in part`(lie: Lie) async throws {
        try await withNewKey { world, _, before in
            let old = before.truth.backup
            let failure = try await world.recovering { fields in
                switch lie {
                case .wrap: fields.backup.wrappedKey = old.wrappedKey
                case .head: fields.backup.head = old.head
                case .headUnderNewNumber:
                    fields.backup.head = old.head
                    fields.backup.head.epoch = 2
                case .wrapAndNumber:
                    fields.backup.wrappedKey = old.wrappedKey
                    fields.backup.epoch = old.epoch
                case .allButHash:
                    let hash = fields.backup.head.hash
                    fields.backup = old
                    fields.backup.head.hash = hash
                case .wrapAndNumbers:
                    fields.backup.wrappedKey = old.wrappedKey
                    fields.backup.epoch = old.epoch
                    fields.backup.head.epoch = old.epoch
                case .headOfLostPhone: fields.backup.head = Self.head(2, epoch: 2, by: before.thief)
                }
            }
            #expect(failure?.code == lie.code)
        }
    }

    @Test func `every byte of the head counts after the change as well`() async throws {
        try await withNewKey { world, _, _ in
            for index in 0..<32 {
                let hash = try await world.recovering { $0.backup.head.hash[index] ^= 1 }
                #expect(hash?.code == .headForged, "byte \(index) of the hash")
                let mac = try await world.recovering { $0.backup.head.mac[index] ^= 1 }
                #expect(mac?.code == .headForged, "byte \(index) of the MAC")
                world.clock.advance(by: 3600)
            }
        }
    }

    @Test func `a new device notices the whole state from before by what the storage holds since`() async throws {
        try await withNewKey { world, old, before in
            try await old.add(RecoveryTests.accounts[1])
            _ = try await old { try $0.backups.backUpIfPending() }
            let failure = try await world.recovering { $0 = before.truth }
            #expect(failure?.code == .headRolledBack)
            #expect(failure?.values["found"] == "1")
            #expect(failure?.values["newest"] == "3")
            #expect(try await world.recovering { _ in } == nil)
        }
    }

    @Test func `an earlier state that nothing contradicts shows only in its number and date`() async throws {
        try await withNewKey { world, old, before in
            world.clock.advance(by: 86_400)
            // The snapshot under the new key may be what a change that failed has left.
            let fooled = world.phone("new", through: LyingTransport(world) { $0 = before.truth })
            let report = try await fooled { try $0.recover(from: world.storage) }
            #expect(report.restored == 2)
            #expect(report.generation == 1)
            #expect(report.made < world.clock.now)
            // It remembers what it was told, and so notices the truth as something newer.
            let status = await #expect(throws: Failure.self) {
                try await world.phone("new") { try $0.backups.verify() }
            }
            #expect(status?.code == .backupKeyChanged)
            // The device that knows better is not fooled with it.
            try await expect(.headRolledBack, world, before.truth)
        }
    }

    /// A head as a phone makes it that has the old key.
    private static func head(_ generation: UInt64, epoch: UInt32, by thief: BackupBinding) -> Fields.Head {
        let head = Head.make(
            file: [1, 2, 3],
            generation: generation,
            epoch: epoch,
            backup: thief.backupID,
            key: thief.key
        )
        return Fields.Head(generation: generation, hash: Data(head.hash), epoch: epoch, mac: Data(head.mac))
    }
}
