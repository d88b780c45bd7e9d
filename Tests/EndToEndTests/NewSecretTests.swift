import AccountAPI
import DeviceCore
import Foundation
import Primitives
import TestSupport
import Testing

/// A secret that is made on a device is shown once the service would take it: nobody writes down what is worthless.
@Suite struct NewSecretTests {
    private static var password: Password {
        get throws { try Password(existing: SecretBytes(utf8: World.password)) }
    }

    private static func new(_ username: String) throws -> Password {
        try Password(new: SecretBytes(utf8: "eight loud orange doors"), username: username)
    }

    /// A service that refuses to begin any change of a secret.
    private static func refusing(_ world: World) -> LyingTransport {
        let starts = [StartRegistration.path, StartPasswordChange.path, StartRecoveryCode.path, StartTakingBack.path]
        return LyingTransport(honest: world.loopback) { path, answer in
            guard starts.contains(path) else { return answer }
            let problem = Problem(code: .tooManyChanges, title: "Too many changes", status: 429)
            return TransportAnswer(status: 429, body: Array(try JSONEncoder().encode(problem)))
        }
    }

    @Test func `no secret is shown that the service refuses`() async throws {
        try await World.run { world in
            _ = try await world.signedIn("phone")
            let phone = world.phone("phone", through: Self.refusing(world))
            let shown = Box(0)
            let failures = [
                await failure {
                    try await phone {
                        try $0.accounts.makeRecoveryCode(of: nil) {
                            try Self.password
                        } confirm: { _ in
                            shown.value += 1
                            return true
                        }
                    }
                },
                await failure {
                    try await phone {
                        try $0.accounts.changePassword(of: nil, from: Self.password, to: Self.new) { shown.value += 1 }
                    }
                },
                await failure {
                    let service = try ServiceAddress(World.service)
                    let account = world.phone("other", through: Self.refusing(world))
                    _ = try await account {
                        try $0.accounts.create(username: "other", at: service, password: Self.password) {
                            shown.value += 1
                        }
                    }
                },
            ]
            #expect(failures.map { $0?.code } == [.tooManyChanges, .tooManyChanges, .tooManyChanges])
            #expect(shown.value == 0)
            // Where it does not, each is shown once.
            let honest = world.phone("phone")
            _ = try await honest {
                try $0.accounts.changePassword(of: nil, from: Self.password, to: Self.new) { shown.value += 1 }
            }
            #expect(shown.value == 1)
        }
    }

    @Test func `no code is shown on a phone that is not signed in, where nothing more can be shown`() async throws {
        try await World.run { world in
            let old = world.phone("old")
            try await old { try $0.turnOnBackup(to: world.storage) }
            let service = try ServiceAddress(World.service)
            _ = try await old { try $0.accounts.create(username: "second", at: service, password: Self.password) }
            _ = try await old { try $0.backups.backUpIfPending() }
            // The second account has come with the backup, and knows nothing of this phone.
            let new = world.phone("new").proving(with: Person(in: world).questions)
            try await new { try $0.recover(from: world.storage) }
            let shown = Box(0)
            let refused = await failure {
                try await new {
                    try $0.accounts.makeRecoveryCode(of: "second") {
                        try Self.password
                    } confirm: { _ in
                        shown.value += 1
                        return true
                    }
                }
            }
            #expect(refused?.code == .sessionEnded && shown.value == 0)
            let words = Catalogue.preferred(["en"])
            #expect(try words.words(for: #require(refused)).remedy.contains("sparekey recover-entry"))
        }
    }

    @Test func `whoever writes for longer than the service waits has a code that is active`() async throws {
        try await World.run { world in
            let phone = try await world.signedIn("phone")
            let shown = Box(0)
            _ = try await phone {
                try $0.accounts.makeRecoveryCode(of: nil) {
                    try Self.password
                } confirm: { _ in
                    shown.value += 1
                    world.clock.advance(by: 11 * 60)
                    return true
                }
            }
            #expect(shown.value == 1)
            #expect(try await phone { try $0.accounts.status(of: nil) }.recoveryCode == .current)
        }
    }

    @Test func `a new code names the devices that go with the old one`() async throws {
        try await World.run { world in
            let old = world.phone("old")
            try await old { try $0.turnOnBackup(to: world.storage) }
            func makeCode() async throws -> NewRecoveryCode {
                try await old {
                    try $0.accounts.makeRecoveryCode(of: nil) {
                        try Self.password
                    } confirm: { _ in
                        true
                    }
                }
            }
            let first = try await makeCode()
            #expect(first.removedDevices.isEmpty)
            let new = world.phone("new")
            let service = try ServiceAddress(World.service)
            let request = RecoveryRequest(username: World.username, service: service, storage: world.storage)
            _ = try await new {
                try $0.recovery.recover(request) { () throws -> RecoverySecret in .recoveryCode(first.code) }
            }
            let name = try #require(try await old { try $0.accounts.devices(of: nil) }.first { !$0.current }?.name)
            let second = try await makeCode()
            #expect(second.removedDevices == [name])
            for language in Catalogue.languages {
                let words = Catalogue.preferred([language])
                let told = words.removedDevices(RemovedDevices(with: .recoveryCode, second.removedDevices))
                #expect(told?.contains(words.quoted(name)) == true)
                #expect(words.removedDevices(RemovedDevices(with: .both, [])) == nil)
            }
        }
    }
}
