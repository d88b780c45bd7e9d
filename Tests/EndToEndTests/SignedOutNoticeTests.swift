import AccountAPI
import DeviceCore
import Encodings
import Primitives
import TestSupport
import Testing
import Vault

/// Notices that cannot be read because the session is over, or the device was removed.
@Suite struct SignedOutNoticeTests {
    @Test func `notices of an account that this device was removed from say who has done it`() async throws {
        let password = try Password(existing: SecretBytes(utf8: World.password))
        try await World.run { world in
            let old = try await world.signedIn("old")
            let new = try await world.signedIn("new", creating: false)
            let name = try await old { try $0.accounts.nameThisDevice("Blue phone", of: nil) }
            let device = try #require(
                try await old { try $0.accounts.devices(of: nil) }.first { !$0.current }?.id.rawValue
            )
            try await old { try $0.evidence.showSecret(.password(password), of: nil) }
            try await old { try $0.accounts.revokeDevice(device, of: nil) }
            for _ in 0..<2 {
                let refused = try #require(await failure { try await new { try $0.approvals.notices(of: nil) } })
                #expect(refused.code == .noSuchDevice)
                #expect(refused.values["removal"] == "device" && refused.values["by"] == name)
                let words = Catalogue.preferred(["en"]).words(for: refused)
                #expect(words.remedy.hasPrefix("This was done by the device “Blue phone” on "))
                #expect(words.remedy.contains("Sign in again: sparekey recover-entry "))
            }
            // Once it is signed in again, nothing of that is left.
            let service = try ServiceAddress(World.service)
            let change = try await new {
                try $0.accounts.signIn(username: World.username, at: service, password: password)
            }
            #expect(change.entry.knownRemoval == nil)
            #expect(try new.vault().contents().deviceBound.removals.isEmpty)
        }
    }

    @Test func `notices of an account that is signed out say so, with the command that signs in`() async throws {
        try await World.run { world in
            _ = try await world.signedIn("old")
            let new = try await world.signedIn("new", creating: false)
            // A session lasts 180 days without a request.
            world.clock.advance(by: 181 * 86_400)
            for _ in 0..<2 {
                let refused = try #require(await failure { try await new { try $0.approvals.notices(of: nil) } })
                #expect(refused.code == .sessionEnded)
                let words = Catalogue.preferred(["en"]).words(for: refused)
                #expect(words.message.contains("its session has ended, or it was removed"))
                #expect(words.remedy.hasPrefix("Sign in again: sparekey recover-entry "))
                #expect(words.remedy.contains(World.username))
            }
        }
    }
}
