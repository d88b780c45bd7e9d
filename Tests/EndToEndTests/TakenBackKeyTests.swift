import AccountAPI
import DeviceCore
import Encodings
import Foundation
import Primitives
import Testing

/// The backup of an account that is taken back, where another device gives it a new key meanwhile.
@Suite struct TakenBackKeyTests {
    @Test func `a key that the backup got since the account was offered opens it with the new password`() async throws {
        try await World.run { world in
            let password = try Password(existing: SecretBytes(utf8: World.password))
            let old = try await world.signedIn("old")
            _ = try await world.signedIn("tablet", creating: false)
            await world.passWeek()
            let tablet = world.phone("tablet").proving(with: Person(in: world).questions)
            let first = try #require(try await tablet { try $0.accounts.devices(of: nil) }.first { !$0.current })
            try await tablet { try $0.accounts.revokeDevice(first.id.rawValue, of: nil) }
            // There was none when the older device was removed, so the one that was made since is kept.
            _ = try await tablet { try $0.backups.turnOn(storage: world.storage, account: nil) { password } }

            let back = try await old { try $0.recovery.beginTakingBack(nil) { _ in .password(password) } }
            #expect(back.isEnough)
            _ = try await tablet { try $0.backups.makeNewKey { password } }
            let chosen = "nine loud orange doors"
            try await old { try $0.recovery.finishTakingBack(back, to: Password(existing: SecretBytes(utf8: chosen))) }

            let report = try await world.phone("new") { try $0.recover(from: world.storage, password: chosen) }
            #expect(report.restored == report.expected)
        }
    }
}
