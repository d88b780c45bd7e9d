import DeviceCore
import Foundation
import Primitives
import TestSupport
import Testing

/// The old phone turns up again: two devices keep one backup, and neither loses what the other did.
@Suite struct TwoPhonesTests {
    private static let museum = "otpauth://totp/Museum:pass?secret=MNQXEZDTEBXWMIDB&issuer=Museum"
    private static let post = "otpauth://totp/Post:box?secret=KRUGKIDROVUWG2ZA&issuer=Post"

    /// Runs a story that begins with an old phone and a new one that has recovered from its backup.
    private func withTwoPhones(
        _ story: @escaping @Sendable (_ world: World, _ old: Device, _ new: Device) async throws -> Void
    ) async throws {
        try await World.run { world in
            let old = world.phone("old")
            for account in RecoveryTests.accounts { try await old.add(account) }
            try await old { try $0.turnOnBackup(to: world.storage) }
            let new = world.phone("new")
            try await new { try $0.recover(from: world.storage) }
            try await story(world, old, new)
        }
    }

    private func labels(_ phone: Device) async throws -> [String] {
        try phone.entries.list().map(\.label).sorted()
    }

    @Test func `what each adds, both have`() async throws {
        try await withTwoPhones { world, old, new in
            try await old.add(Self.museum)
            try await new.add(Self.post)
            _ = try await new { try $0.backups.backUpIfPending() }
            world.clock.advance(by: 60)
            _ = try await old { try $0.backups.backUpIfPending() }
            _ = try await new { try $0.backups.backUpNow(allowsFewer: false) }
            #expect(try await labels(old) == labels(new))
            #expect(try await labels(new).contains("Museum:pass"))
            #expect(try await labels(old).contains("Post:box"))
        }
    }

    @Test func `what one removes is gone from both, and what the other renamed stays renamed`() async throws {
        try await withTwoPhones { world, old, new in
            try await old { try $0.entries.remove("Nordbank") }
            _ = try await old { try $0.backups.backUpIfPending() }
            world.clock.advance(by: 60)
            _ = try new.entries.rename("Code Forge", issuer: "Forge", account: nil)
            _ = try await new { try $0.backups.backUpIfPending() }
            _ = try await old { try $0.backups.backUpNow(allowsFewer: false) }
            for phone in [old, new] {
                let labels = try await labels(phone)
                #expect(!labels.contains { $0.hasPrefix("Nordbank") })
                #expect(labels.contains("Forge:dev"))
            }
        }
    }

    @Test func `a verification tells of the newest backup, also where the other phone made it`() async throws {
        try await withTwoPhones { world, old, new in
            let known = try await new { try $0.backups.verify() }
            try await old { try $0.entries.remove("Nordbank") }
            let made = try await old { try $0.backups.backUpIfPending() }
            let verified = try await new { try $0.backups.verify() }
            #expect(verified.generation == made?.generation && verified.entries == made?.entries)
            #expect(verified.entries == known.entries.map { $0 - 1 })
        }
    }

    @Test func `each keeps its own secret at the recovery account`() async throws {
        try await withTwoPhones { world, old, new in
            try await old.add(Self.museum)
            _ = try await old { try $0.backups.backUpIfPending() }
            _ = try await new { try $0.backups.backUpNow(allowsFewer: false) }
            let codes = try await [old, new].asyncMap { phone in
                try phone.codes.all(at: nil).first { $0.account == World.username }?.code
            }
            #expect(codes[0] != codes[1])
            #expect(try await world.accepts(#require(codes[0])))
            #expect(try await world.accepts(#require(codes[1])))
        }
    }

    @Test func `a new key shuts a lost phone out, and a sign-in lets a found one in again`() async throws {
        try await withTwoPhones { world, old, new in
            let password = try Password(existing: SecretBytes(utf8: World.password))
            // With nothing but the password, a new phone waits a week before it changes the account.
            let early = await failure { try await new { try $0.backups.makeNewKey { password } } }
            #expect(early?.code == .evidenceNeeded)
            await world.passWeek()
            let status = try await new { try $0.backups.makeNewKey { password } }
            #expect(!status.pending)

            try await old.add(Self.museum)
            await #expect(throws: Failure.self) { try await old { try $0.backups.backUpIfPending() } }
            #expect(try old.backups.status().problem == FailureCode.backupKeyChanged.rawValue)

            let rejoined = try await old {
                try $0.backups.turnOn(
                    storage: world.storage,
                    account: nil,
                    existing: .keepBoth
                ) { password }
            }
            #expect(!rejoined.pending)
            _ = try await new { try $0.backups.backUpNow(allowsFewer: false) }
            #expect(try await labels(new).contains("Museum:pass"))

            let third = world.phone("third")
            let report = try await third { try $0.recover(from: world.storage) }
            #expect(report.restored == report.expected)
            #expect(try await labels(third) == labels(new))
        }
    }
}

extension Sequence {
    fileprivate func asyncMap<T>(_ transform: (Element) async throws -> T) async rethrows -> [T] {
        var results: [T] = []
        for element in self { results.append(try await transform(element)) }
        return results
    }
}
