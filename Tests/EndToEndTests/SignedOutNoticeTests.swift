import AccountAPI
import DeviceCore
import Encodings
import Primitives
import Testing

/// Notices that cannot be read because the session is over.
@Suite struct SignedOutNoticeTests {
    @Test func `notices of an account that is signed out say so, with the command that signs in`() async throws {
        let password = try Password(existing: SecretBytes(utf8: World.password))
        try await World.run { world in
            let old = try await world.signedIn("old")
            let new = try await world.signedIn("new", creating: false)
            let device = try #require(try await old.devices(of: nil).first { !$0.current }?.id.rawValue)
            try await old.showSecret(.password(password), of: nil)
            try await old.revokeDevice(device, of: nil)
            for _ in 0..<2 {
                let refused = try #require(await failure { try await new.notices(of: nil) })
                #expect(refused.code == .sessionEnded)
                let words = Catalogue.preferred(["en"]).words(for: refused)
                #expect(words.message.contains("its session has ended, or it was removed"))
                #expect(words.remedy.hasPrefix("Sign in again: sparekey recover-entry "))
                #expect(words.remedy.contains(World.username))
            }
        }
    }
}
