import AccountAPI
import Backup
import DeviceCore
import Encodings
import Foundation
import OPAQUE
import Primitives
import Sealed
import TestSupport
import Testing
import Threads
import Vault

/// A change of the backup key between device and service.
@Suite struct EpochKeeperTests {
    @Test func `the new key can be opened with the password, but no longer with the code`() async throws {
        try await World.run { world in
            let old = world.phone("old")
            try await old { try $0.turnOnBackup(to: world.storage) }
            let code = try await old {
                try $0.accounts.makeRecoveryCode(of: nil) {
                    try Password(existing: SecretBytes(utf8: World.password))
                } confirm: { _ in
                    true
                }
            }.code
            for generation in [1, 2] as [UInt64] {
                let known = try #require(try old.vault().contents().deviceBound.codes.values.first)
                let password = try Password(existing: .init(utf8: World.password))
                let before = try await Self.signIn(world, .password(password), as: .known(known))
                let paper = try await Self.signIn(world, .recoveryCode(code))
                let stored = try #require(try await Self.backup(world, before))
                let id = try #require(BackupID(stored.id.rawValue))
                let keeper = ServiceEpochKeeper(client: try Self.client(world), signedIn: before, backup: id)
                let (key, epoch) = (SecretBytes.random(count: 32), stored.epoch + 1)
                let head = Head.make(file: [7], generation: generation + 1, epoch: epoch, backup: id, key: key)
                // One that does not follow the head changes nothing.
                let early = Head.make(file: [7], generation: generation, epoch: epoch, backup: id, key: key)
                let refusal = await #expect(throws: HeadError.self) {
                    try await OwnThread.run {
                        try keeper.advanceEpoch(to: early, after: generation - 1, epoch: epoch, key: key)
                    }
                }
                guard case .moved = refusal else { throw try #require(refusal) }
                try await OwnThread.run {
                    try keeper.advanceEpoch(to: head, after: generation, epoch: epoch, key: key)
                }

                #expect(try await Self.open(world, before, id) == key)
                #expect(try await Self.open(world, paper, id) == nil)
                #expect(try await Self.backup(world, before)?.head?.epoch == epoch)
                // The old phone's session is over: its device has signed in again.
                _ = try await old {
                    try $0.accounts.signIn(
                        username: World.username,
                        at: ServiceAddress(World.service),
                        password: password
                    )
                }
                let status = try await old { try $0.accounts.status(of: nil) }
                #expect(status.recoveryCode == .outdated)
            }
        }
    }

    private static func client(_ world: World) throws -> AccountClient {
        AccountClient(
            service: try ServiceAddress(World.service),
            transport: world.loopback,
            now: { world.clock.now }
        )
    }

    private static func signIn(
        _ world: World,
        _ secret: RecoverySecret,
        as role: DeviceRole = .none
    ) async throws -> SignedIn {
        try await OwnThread.run {
            try SignIn(client: try client(world), suites: SecurityProfile.test.suite, now: { world.clock.now })
                .perform(username: World.username, secret: secret, as: role)
        }
    }

    private static func backup(_ world: World, _ signedIn: SignedIn) async throws -> StoredBackup? {
        try await OwnThread.run { try client(world).call(ReadBackup.self, Nothing(), in: signedIn.session) }.backup
    }

    /// The backup key as a sign-in opens it; nil where the service has none for it.
    private static func open(_ world: World, _ signedIn: SignedIn, _ id: BackupID) async throws -> SecretBytes? {
        guard let stored = try await backup(world, signedIn), let wrapped = stored.wrappedKey else { return nil }
        let binding = WrapBinding(
            accountID: signedIn.session.accountID,
            backup: id,
            epoch: stored.epoch,
            credentialID: signedIn.credential,
            kind: signedIn.kind.rawValue,
            suite: signedIn.suite
        )
        return try WrappedKey.open(wrapped.bytes, exportKey: signedIn.exportKey, binding: binding)
    }
}
