import AccountAPI
import DeviceCore
import Encodings
import Foundation
import Primitives
import TestSupport
import Testing
import Vault

/// A phone that became a new device of its account has lost nothing of what it was there before.
@Suite struct FormerDeviceTests {
    /// Signs in as a new device, although the account knows the old one.
    private static func replace(_ phone: Device, _ world: World) async throws {
        _ = try await phone {
            try $0.approvals.recoverPersonalEntry(
                World.username,
                asNew: true,
                password: { try Password(existing: SecretBytes(utf8: World.password)) },
                questions: world.person
            )
        }
    }

    private static func signIn(_ phone: Device) async throws {
        let password = try Password(existing: SecretBytes(utf8: World.password))
        let service = try ServiceAddress(World.service)
        _ = try await phone { try $0.accounts.signIn(username: World.username, at: service, password: password) }
    }

    private static func device(_ phone: Device) async throws -> String? {
        try phone.vault().contents().deviceBound.codes.values.first?.serviceDevice.rawValue
    }

    @Test func `a phone that has become a new device is the old one again at the next sign-in`() async throws {
        try await World.run { world in
            let phone = world.phone("phone")
            try await phone.add(RecoveryTests.accounts[0])
            try await phone { try $0.turnOnBackup(to: world.storage) }
            let device = try await Self.device(phone)
            try await Self.replace(phone, world)
            #expect(try await Self.device(phone) != device)
            try await Self.signIn(phone)
            #expect(try await Self.device(phone) == device)
            let listed = try await phone { try $0.accounts.devices(of: nil) }
            #expect(listed.first { $0.current }?.id.rawValue == device)
            #expect(try phone.entries.list().allSatisfy { $0.state == .ready })
        }
    }

    @Test func `a phone takes the account back as what it was before`() async throws {
        try await World.run { world in
            let phone = world.phone("phone")
            try await phone.add(RecoveryTests.accounts[0])
            try await phone { try $0.turnOnBackup(to: world.storage) }
            let device = try #require(try await Self.device(phone))
            try await Self.replace(phone, world)
            let thief = world.phone("thief")
            try await thief { try $0.recover(from: world.storage) }
            try await thief { try $0.accounts.revokeDevice(device, of: nil) }
            let offer = try await phone {
                try $0.recovery.takeBack(nil, TakingBackTests.questions(world, new: "nine loud orange doors"))
            }
            #expect(offer?.undone == [.devices])
            #expect(try await Self.device(phone) == device)
            #expect(try await phone { try $0.accounts.devices(of: nil) }.map(\.id.rawValue) == [device])
        }
    }

    @Test func `strangers who spend the tries of a name keep no phone out that was another device before`() async throws
    {
        try await World.run { world in
            let old = world.phone("old")
            try await old.add(RecoveryTests.accounts[0])
            try await old { try $0.turnOnBackup(to: world.storage) }
            let phone = world.phone("phone")
            try await phone { try $0.recover(from: world.storage) }
            let gone = try #require(try await Self.device(phone))
            try await Self.replace(phone, world)
            try await old { try $0.accounts.revokeDevice(gone, of: nil) }
            let stranger = world.phone("stranger")
            let wrong = try Password(existing: SecretBytes(utf8: "not the password"))
            var refusals: [FailureCode] = []
            for _ in 0..<6 {
                do {
                    let service = try ServiceAddress(World.service)
                    _ = try await stranger {
                        try $0.accounts.signIn(username: World.username, at: service, password: wrong)
                    }
                } catch {
                    refusals.append(Failure(explaining: error).code)
                }
            }
            #expect(refusals.last == .tooManyAttempts && refusals.count == 6)
            let new = try await Self.device(phone)
            try await Self.signIn(phone)
            #expect(try await Self.device(phone) == new)
        }
    }

    @Test func `a device that the account has truly forgotten stays a new one`() async throws {
        try await World.run { world in
            let phone = world.phone("phone")
            try await phone.add(RecoveryTests.accounts[0])
            try await phone { try $0.turnOnBackup(to: world.storage) }
            let other = world.phone("other")
            try await other { try $0.recover(from: world.storage) }
            let gone = try #require(try await Self.device(phone))
            try await other { try $0.accounts.revokeDevice(gone, of: nil) }
            world.clock.advance(by: 31 * 86_400)
            await world.keepHouse()
            try await Self.signIn(phone)
            let new = try await Self.device(phone)
            #expect(new != gone)
            try await Self.signIn(phone)
            #expect(try await Self.device(phone) == new)
            // What no service can know any more goes with the next sign-in.
            #expect(try phone.vault().contents().deviceBound.former.count == 1)
            world.clock.advance(by: 31 * 86_400)
            try await Self.signIn(phone)
            #expect(try phone.vault().contents().deviceBound.former.isEmpty)
        }
    }
}
