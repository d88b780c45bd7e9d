import AccountAPI
import DeviceCore
import Foundation
import Primitives
import Testing

/// A wrong password: what helps where it was forgotten depends on where it was typed.
@Suite struct WrongPasswordTests {
    private static let wrong = "eleven dry umbrellas"
    private static let languages = ["en", "fr"]

    private func situation(of failure: Failure?) -> Failure.Situation? {
        failure?.situation
    }

    @Test func `a sign-in to an account that is new here says where the code on paper can be used`() async throws {
        try await World.run { world in
            try await world.phone("old") { try $0.turnOnBackup(to: world.storage) }
            let phone = world.phone("other")
            try await phone.add(RecoveryTests.accounts[0])
            let password = try Password(existing: SecretBytes(utf8: Self.wrong))
            let service = try ServiceAddress(World.service)
            let found = await failure {
                try await phone { try $0.accounts.signIn(username: World.username, at: service, password: password) }
            }
            #expect(found?.code == .wrongPassword)
            #expect(situation(of: found) == .signingIn)
            for language in Self.languages {
                let words = Catalogue.preferred([language])
                let remedy = words.words(for: try #require(found)).remedy
                #expect(remedy.contains("sparekey recover ") && remedy.contains("--recovery-code"))
                #expect(!words.forPages.words(for: try #require(found)).remedy.contains("sparekey"))
            }
        }
    }

    @Test func `a sign-in to an account that is here says whose password it is not`() async throws {
        try await World.run { world in
            let phone = world.phone("old")
            try await phone { try $0.turnOnBackup(to: world.storage) }
            let password = try Password(existing: SecretBytes(utf8: Self.wrong))
            let service = try ServiceAddress(World.service)
            let found = await failure {
                try await phone { try $0.accounts.signIn(username: World.username, at: service, password: password) }
            }
            #expect(found?.code == .wrongPassword)
            #expect(situation(of: found) == .accountHere)
            #expect(found?.values["username"] == World.username)
        }
    }

    @Test func `where nothing is known of the account no code on paper is offered`() throws {
        for left in ["0", "1", "4"] {
            let failure = Failure(.wrongPassword, ["left": left])
            #expect(!Catalogue.preferred(["en"]).words(for: failure).remedy.contains("recovery code"))
            #expect(!Catalogue.preferred(["fr"]).words(for: failure).remedy.contains("code de récupération"))
        }
    }

    @Test func `a recovery by code among accounts does not send back to a sign-in with the password alone`()
        async throws
    {
        try await World.run { world in
            let phone = world.phone("other")
            try await phone.add(RecoveryTests.accounts[0])
            let service = try ServiceAddress(World.service)
            for byCode in [false, true] {
                let found = await failure {
                    try await phone {
                        try $0.recovery.refuseEntries(recovering: World.username, at: service, byCode: byCode)
                    }
                }
                #expect(found?.code == .entriesPresent)
                #expect(situation(of: found) == (byCode ? .codeInHand : nil))
            }
        }
    }
}
