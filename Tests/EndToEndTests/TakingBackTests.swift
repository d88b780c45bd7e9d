import AccountAPI
import DeviceCore
import Encodings
import Foundation
import Primitives
import TestSupport
import Testing

/// Someone else has the account: what the owner's older phone sees, loses nothing of, and undoes.
@Suite struct TakingBackTests {
    private static let mail = "someone@mail.example"

    @Test func `a phone that was removed says so, keeps its entries, and takes the account back`() async throws {
        try await World.run { world in
            let old = world.phone("old")
            for account in RecoveryTests.accounts { try await old.add(account) }
            try await old { try $0.turnOnBackup(to: world.storage) }
            let labels = try old.entries.list().map(\.label)
            let name = try await old { try $0.accounts.nameThisDevice("Ada’s “blue” phone", of: nil) }
            let thief = world.phone("thief")
            try await thief { try $0.recover(from: world.storage) }
            world.clock.advance(by: 1)
            let device = try #require(try await thief { try $0.accounts.devices(of: nil) }.first { !$0.current })
            try await thief { try $0.accounts.revokeDevice(device.id.rawValue, of: nil) }

            let failure = await #expect(throws: (any Error).self) { try await old { try $0.accounts.devices(of: nil) } }
            #expect(failure.map { Failure(explaining: $0).code } == .deviceSuspended)
            #expect(try old.entries.list().map(\.label) == labels)
            #expect(try old.entries.list().filter { $0.state == .suspended }.map(\.account) == [World.username])

            // The thief knows that one.
            let same = await #expect(throws: Failure.self) {
                _ = try await old { try $0.recovery.takeBack(nil, Self.questions(world, new: World.password)) }
            }
            #expect(same?.code == .samePassword && same?.values["situation"] == "takingBack")
            let offer = try await old {
                try $0.recovery.takeBack(nil, Self.questions(world, new: "nine loud orange doors"))
            }
            #expect(offer?.undone == [.devices] && offer?.known == [.password])
            #expect(try old.entries.list().allSatisfy { $0.state == .ready })
            #expect(try await old { try $0.accounts.devices(of: nil) }.count == 1)
            // What happened can be read again here.
            let notices = try await old { try $0.approvals.notices(of: nil) }
            #expect(notices.count == 3 && notices.allSatisfy { !$0.isNew })
            #expect(Set(notices.map(\.kind)) == ["account-taken-back", "device-revoked", "recovered"])
            // The backup goes on, and a new phone recovers it with the new password.
            _ = try await old { try $0.backups.backUpNow(allowsFewer: false) }
            let new = world.phone("new")
            let report = try await new { try $0.recover(from: world.storage, password: "nine loud orange doors") }
            #expect(report.restored == report.expected)
            let gone = await #expect(throws: (any Error).self) { try await thief { try $0.accounts.devices(of: nil) } }
            let told = try #require(gone.map { Failure(explaining: $0) })
            #expect(told.code == .noSuchDevice)
            // Nothing but who has it back, and when.
            #expect(Set(told.values.keys) == ["account", "situation", "removal", "by", "date"])
            #expect(told.values["removal"] == "taken-back" && told.values["by"] == name)
            #expect(try thief.entries.list().contains { $0.state == .removedAtService })
            for (language, start) in [("en", "An older device, “"), ("fr", "Un appareil plus ancien, «")] {
                let words = Catalogue.preferred([language])
                #expect(words.words(for: told).remedy.hasPrefix(start))
                for listing in try thief.entries.list() where listing.state == .removedAtService {
                    let sentence = try #require(words.removal(listing.knownRemoval))
                    #expect(sentence.hasPrefix(start) && sentence.contains(words.quoted(name)))
                    #expect(try #require(words.removal(of: listing)).contains(sentence))
                }
            }
        }
    }

    @Test func `an older phone sees what a younger one has removed, and removes it for good`() async throws {
        try await World.run { world in
            let old = world.phone("old")
            try await old.add(RecoveryTests.accounts[0])
            try await old { try $0.turnOnBackup(to: world.storage) }
            let tablet = world.phone("tablet")
            try await tablet { try $0.recover(from: world.storage) }
            await world.passWeek()
            let thief = world.phone("thief")
            try await thief { try $0.recover(from: world.storage) }
            let device = try #require(try await tablet { try $0.accounts.devices(of: nil) }.first(where: \.current)).id
                .rawValue
            try await thief { try $0.accounts.revokeDevice(device, of: nil) }
            #expect(try await thief { try $0.accounts.devices(of: nil) }.count == 2)

            let password = try Password(existing: SecretBytes(utf8: World.password))
            let service = try ServiceAddress(World.service)
            _ = try await old { try $0.accounts.signIn(username: World.username, at: service, password: password) }
            let listed = try await old { try $0.accounts.devices(of: nil) }
            #expect(listed.map { $0.suspendedUntil != nil } == [false, false, true])
            #expect(listed.last?.id.rawValue == device)
            try await old { try $0.accounts.revokeDevice(device, of: nil) }
            #expect(try await old { try $0.accounts.devices(of: nil) }.count == 2)
        }
    }

    @Test func `against someone with the mailbox, the old password alone says what is missing`() async throws {
        try await World.run { world in
            let old = world.phone("old")
            for account in RecoveryTests.accounts { try await old.add(account) }
            try await old { try $0.turnOnBackup(to: world.storage) }
            let reader = world.mailbox.reader(of: Self.mail)
            _ = try await old { try $0.contacts.add(.email, Self.mail, to: nil, questions: reader) }
            let evidence = EvidenceQuestions(contacts: reader) { _ in
                try Password(existing: SecretBytes(utf8: World.password))
            } choose: { ways, _ in
                ways.first
            } showNumber: { _ in
            }
            let thief = world.phone("thief").proving(with: evidence)
            try await thief { try $0.recover(from: world.storage) }
            _ = try await thief { try $0.evidence.settle(nil) }
            let password = try Password(existing: SecretBytes(utf8: World.password))
            try await thief {
                try $0.accounts.changePassword(of: World.username, from: password) { _ in
                    try Password(existing: SecretBytes(utf8: "mine and mine alone"))
                }
            }

            let blind = ContactQuestions(language: "en") {
                $0[0]
            } code: { _ in
                throw Failure(.contactProofSent)
            }
            let without = await #expect(throws: (any Error).self) {
                try await old {
                    try $0.recovery.takeBack(nil, Self.questions(world, new: "nine loud orange doors", contacts: blind))
                }
            }
            #expect(without.map { Failure(explaining: $0).code } == .contactProofSent)
            let offer = try await old {
                try $0.recovery.takeBack(nil, Self.questions(world, new: "nine loud orange doors"))
            }
            #expect(offer?.undone == [.password] && offer?.known == [.password, .contact])
            let new = world.phone("new")
            let report = try await new { try $0.recover(from: world.storage, password: "nine loud orange doors") }
            #expect(report.restored == report.expected)
        }
    }

    @Test func `who does not want to, or has another password, changes nothing`() async throws {
        try await World.run { world in
            let old = world.phone("old")
            try await old { try $0.turnOnBackup(to: world.storage) }
            let thief = world.phone("thief")
            try await thief { try $0.recover(from: world.storage) }
            let device = try #require(try await thief { try $0.accounts.devices(of: nil) }.first { !$0.current })
            try await thief { try $0.accounts.revokeDevice(device.id.rawValue, of: nil) }
            let offer = try await old {
                try $0.recovery.takeBack(nil, Self.questions(world, new: "unused and unused", wants: false))
            }
            #expect(offer == nil)
            await #expect(throws: Failure(.takeBackRefused)) {
                try await old {
                    try $0.recovery.takeBack(
                        nil,
                        Self.questions(world, old: "something else", new: "unused and unused")
                    )
                }
            }
            #expect(try await thief { try $0.accounts.devices(of: nil) }.count == 1)
        }
    }

    static func questions(
        _ world: World,
        old: String = World.password,
        new: String,
        wants: Bool = true,
        contacts: ContactQuestions? = nil
    ) -> TakingBackQuestions {
        TakingBackQuestions(contacts: contacts ?? world.mailbox.reader(of: mail)) { _ in
            .password(try Password(existing: SecretBytes(utf8: old)))
        } confirm: { _ in
            wants
        } choose: { ways in
            ways[0]
        } more: { _, _ in
            throw Failure(.takeBackRefused)
        } newPassword: { _ in
            try Password(existing: SecretBytes(utf8: new))
        }
    }
}
