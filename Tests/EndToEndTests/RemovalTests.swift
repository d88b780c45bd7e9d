import AccountAPI
import DeviceCore
import Encodings
import Foundation
import Primitives
import TestSupport
import Testing
import Threads
import Vault

/// An account that is removed from a device goes from there alone, and its service is told where it can be.
@Suite struct RemovalTests {
    /// A world with an account on two phones, the second of which has just signed in.
    private static func run(
        _ story: @Sendable (World, _ old: Device, _ new: Device) async throws -> Void
    ) async throws {
        try await World.run { world in
            let (old, new) = (world.phone("old"), world.phone("new"))
            let service = try ServiceAddress(World.service)
            let password = try Password(existing: SecretBytes(utf8: World.password))
            _ = try await old { try $0.accounts.create(username: World.username, at: service, password: password) }
            _ = try await new { try $0.accounts.signIn(username: World.username, at: service, password: password) }
            try await story(world, old, new)
        }
    }

    @Test func `a device that has just shown the password is taken off the account`() async throws {
        try await Self.run { _, old, new in
            #expect(try await old { try $0.accounts.devices(of: World.username) }.count == 2)
            let removal = try await new { try $0.entries.remove(World.username) }
            #expect(removal.departure == .gone)
            #expect(try new.entries.list().isEmpty)
            #expect(try await old { try $0.accounts.devices(of: World.username) }.map(\.current) == [true])
        }
    }

    @Test func `a settled device that shows no password is signed out and stays listed`() async throws {
        try await Self.run { world, old, new in
            let session = try #require(try old.vault().contents().deviceBound.sessions.values.first)
            world.clock.advance(by: 3600)
            #expect(try await old { try $0.entries.remove(World.username) }.departure == .signedOut)
            #expect(try old.entries.list().isEmpty)
            let client = AccountClient(
                service: try ServiceAddress(World.service),
                transport: world.loopback,
                now: { world.clock.now }
            )
            let told = await failure {
                try await OwnThread.run { try client.call(ListDevices.self, Nothing(), in: session) }
            }
            #expect(told?.code == .sessionEnded)
            #expect(try await new { try $0.accounts.devices(of: World.username) }.count == 2)
        }
    }

    @Test func `where the service cannot be reached, the account goes all the same`() async throws {
        try await Self.run { world, _, _ in
            let offline = world.phone("new", through: OfflineTransport())
            let removal = try await offline { try $0.entries.remove(World.username) }
            #expect(removal.departure == .untold)
            #expect(try offline.entries.list().isEmpty)
            for language in Catalogue.languages {
                let words = Catalogue.preferred([language])
                #expect(words.departure(removal) == words.text("remove.untold"))
            }
        }
    }

    @Test func `a device that took itself off the account before has nothing more to tell`() async throws {
        try await Self.run { _, old, new in
            let own = try #require(
                try await new { try $0.accounts.devices(of: World.username) }.first(where: \.current)
            )
            try await new { try $0.accounts.revokeDevice(own.id.rawValue, of: World.username) }
            #expect(try new.entries.list().map(\.state) == [.removedAtService])
            #expect(try new.codes.all(at: nil).isEmpty)
            #expect(try await old { try $0.accounts.devices(of: World.username) }.count == 1)
            #expect(try await new { try $0.entries.remove(World.username) }.departure == nil)
        }
    }

    @Test func `an account of another site has no service to tell`() async throws {
        try await World.run { world in
            let phone = world.phone("phone")
            let entry = try await phone.add(RecoveryTests.accounts[0])
            let removal = try await phone { try $0.entries.remove(entry.id) }
            #expect(removal.departure == nil && removal.keepsake != nil)
        }
    }
}
