import DeviceCore
import Entries
import Foundation
import Primitives
import Testing

/// The story that Sparekey is for. Read it first.
@Suite struct RecoveryTests {
    static let accounts = [
        "otpauth://totp/Nordbank:giro%2042?secret=MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U&issuer=Nordbank&digits=8&period=60",
        "otpauth://totp/Code%20Forge:dev?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Code%20Forge&algorithm=SHA512",
        "otpauth://totp/Library:card?secret=nrxw 4zza mnqx ezba&issuer=Library",
        "otpauth://hotp/Door:12?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Door&counter=7",
    ]

    @Test func `a phone is lost, its accounts are not`() async throws {
        try await World.run { world in
            // Once upon a time there was a phone with accounts, in the order its user liked.
            let old = world.phone("old")
            for account in Self.accounts { try await old.add(account) }
            _ = try old.entries.move("Library", to: 1)
            _ = try old.settings.set("language", to: "fr")

            // Its user turned backup on, and went on using it: each change was backed up automatically.
            try await old { try $0.turnOnBackup(to: world.storage) }
            try await old.add("otpauth://totp/Registry:ops?secret=JBSWY3DPEHPK3PXP&issuer=Registry")
            let backup = try #require(try await old { try $0.backups.backUpIfPending() })
            #expect(backup.entries == 6)
            #expect(!backup.pending)

            // Then the phone was lost.
            let before = try old.entries.list()
            let oldCodes = try old.codes.all(at: nil)
            try world.lose("old")

            // On a new phone, two sign-ins bring everything back: the recovery account, and the storage.
            let new = world.phone("new")
            let report = try await new { try $0.recover(from: world.storage) }
            #expect(report.restored == 6)
            #expect(report.expected == 6)
            #expect(try new.entries.list() == before)
            #expect(try new.settings.read().language == "fr")

            // Codes for other sites are those of the old phone.
            let newCodes = try new.codes.all(at: nil)
            for (old, new) in zip(oldCodes, newCodes) where old.account != World.username {
                #expect(old.code == new.code)
            }

            // The recovery account's codes differ, as each device has a secret of its own; both are accepted, once.
            let oldCode = try #require(oldCodes.first { $0.account == World.username }?.code)
            let newCode = try #require(newCodes.first { $0.account == World.username }?.code)
            #expect(oldCode != newCode)
            for code in [oldCode, newCode] {
                #expect(try await world.accepts(code))
                #expect(try await !world.accepts(code))
            }

            // And the new phone goes on where the old one stopped.
            try await new.add("otpauth://totp/Post:box?secret=KRUGKIDROVUWG2ZA&issuer=Post")
            let next = try #require(try await new { try $0.backups.backUpIfPending() })
            #expect(next.generation == backup.generation.map { $0 + 1 })
            #expect(next.entries == 7)
        }
    }

    @Test func `recovery is refused while there are accounts, and changes nothing`() async throws {
        try await World.run { world in
            try await world.phone("old") { try $0.turnOnBackup(to: world.storage) }
            let new = world.phone("new")
            try await new.add(Self.accounts[0])
            await #expect(throws: Failure(.entriesPresent, ["n": "1"])) {
                try await new { try $0.recover(from: world.storage) }
            }
            #expect(try new.entries.list().map(\.issuer) == ["Nordbank"])
        }
    }

    @Test func `other personal accounts come back waiting for a sign-in`() async throws {
        try await World.run { world in
            let old = world.phone("old")
            _ = try await old {
                try $0.accounts.create(
                    username: "second@example.org",
                    at: ServiceAddress(World.service),
                    password: Password(existing: .init(utf8: "another quiet lamp"))
                )
            }
            let password = try Password(existing: .init(utf8: World.password))
            _ = try await old {
                try $0.accounts.create(
                    username: World.username,
                    at: ServiceAddress(World.service),
                    password: password
                )
            }
            _ = try await old {
                try $0.backups.turnOn(
                    storage: world.storage,
                    account: World.username
                ) { password }
            }
            try world.lose("old")

            let report = try await world.phone("new") { try $0.recover(from: world.storage) }
            #expect(report.entries.map(\.state) == [.needsSignIn, .ready])
            let codes = try world.phone("new").codes.all(at: nil)
            #expect(codes.map(\.account) == [World.username])
        }
    }

    @Test func `a password change makes the old password useless and keeps the backup`() async throws {
        try await World.run { world in
            let old = world.phone("old")
            try await old.add(Self.accounts[0])
            try await old { try $0.turnOnBackup(to: world.storage) }
            try await old {
                try $0.accounts.changePassword(
                    of: World.username,
                    from: Password(existing: .init(utf8: World.password))
                ) {
                    try Password(new: .init(utf8: "eight loud orange doors"), username: $0)
                }
            }
            try world.lose("old")

            await #expect(throws: Failure(.wrongPassword, ["left": "4"]).in(.recovering)) {
                try await world.phone("new") { try $0.recover(from: world.storage) }
            }
            let report = try await world.phone("new") {
                try $0.recover(from: world.storage, password: "eight loud orange doors")
            }
            #expect(report.restored == 2)
        }
    }
}
