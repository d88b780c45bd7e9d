import AccountAPI
import AccountServer
import DeviceCore
import Encodings
import Foundation
import Primitives
import TestSupport
import Testing

/// A new phone that the account does not know well enough yet, and what makes it count.
@Suite struct EvidenceTests {
    private static let mail = "someone@mail.example"
    private static let week: Int64 = 7 * 86_400

    private static var password: Password {
        get throws { try Password(existing: SecretBytes(utf8: World.password)) }
    }

    /// A phone whose account has a backup and a contact.
    private static func owner(_ world: World) async throws -> Device {
        let phone = world.phone("old")
        try await phone.add(RecoveryTests.accounts[0])
        try await phone { try $0.turnOnBackup(to: world.storage) }
        let reader = world.mailbox.reader(of: mail)
        _ = try await phone { try $0.contacts.add(.email, mail, to: nil, questions: reader) }
        return phone
    }

    /// From when on the account's codes of a phone count, as its lists say.
    private static func held(_ phone: Device) async throws -> [Instant?] {
        let code = try phone.codes.all(at: nil).first { $0.account == World.username }
        let entry = try phone.entries.list().first { $0.account == World.username }
        return [code?.codesCountFrom, entry?.codesCountFrom]
    }

    @Test func `a mailed code makes a recovered phone count at once`() async throws {
        try await World.run { world in
            _ = try await Self.owner(world)
            try world.lose("old")
            let owner = Person(in: world, reading: Self.mail)
            let new = world.phone("new").proving(with: owner.questions)
            let report = try await new { try $0.recover(from: world.storage) }
            #expect(report.restored == 2)
            #expect(report.standing?.isSettled == false)
            let code = try new.codes.code(of: World.username, next: false, at: nil)
            #expect(try await !world.accepts(#require(code.code)))
            #expect(try await new { try $0.evidence.settle(nil, seen: report.standing) }?.isSettled == true)
            #expect(owner.asked.value.map(\.isProof) == [true] && owner.typed.value == 0)
            #expect(try await world.accepts(#require(code.code)))
            #expect(try await Self.held(new) == [nil, nil])
            _ = try await new {
                try $0.accounts.changePassword(of: World.username, from: Self.password) {
                    try Password(new: SecretBytes(utf8: "eight loud orange doors"), username: $0)
                }
            }
        }
    }

    @Test func `nobody is told that codes will be accepted which are accepted already`() async throws {
        try await World.run { world in
            _ = try await Self.owner(world)
            try world.lose("old")
            let owner = Person(in: world, chooses: nil)
            let new = world.phone("new").proving(with: owner.questions)
            try await new { try $0.recover(from: world.storage) }
            _ = try await new { try $0.evidence.settle(nil) }
            #expect(owner.toldHeld.value == [true])
            world.clock.advance(by: Self.week + 1)
            // Its codes count now, and with a contact it waits for the account itself for longer.
            #expect(try await new { try $0.evidence.settle(nil) }?.isSettled == false)
            #expect(owner.toldHeld.value == [true, false])
        }
    }

    @Test func `a person who does it later learns from when the codes count, and they do`() async throws {
        try await World.run { world in
            _ = try await Self.owner(world)
            try world.lose("old")
            let new = world.phone("new").proving(with: Person(in: world, chooses: nil).questions)
            let report = try await new { try $0.recover(from: world.storage) }
            let from = world.clock.now.adding(seconds: Self.week)
            #expect(report.entries.map(\.codesCountFrom) == [nil, from])
            let standing = try await new { try $0.evidence.settle(nil) }
            #expect(standing?.codesCountFrom == from.milliseconds)
            #expect(try await Self.held(new) == [from, from])
            #expect(world.mailbox.messages.count { $0.kind == .contactCode } == 1)
            let refused = await failure { try await new { try $0.backups.makeNewKey { try Self.password } } }
            #expect(refused?.code == .contactProofSent, "nobody reads the mail")

            // The accounts of other sites and the backup do not wait.
            try await new.add(RecoveryTests.accounts[1])
            #expect(try await new { try $0.backups.backUpIfPending() }?.entries == 3)

            world.clock.advance(by: Self.week + 1)
            #expect(try await Self.held(new) == [nil, nil])
            let code = try new.codes.code(of: World.username, next: false, at: nil)
            #expect(try await world.accepts(#require(code.code)))
        }
    }

    @Test func `the code that turns approvals on confirms the new phone as well`() async throws {
        try await World.run { world in
            let old = try await Self.owner(world)
            let reader = world.mailbox.reader(of: Self.mail)
            #expect(try await old { try $0.approvals.turnOn(of: nil, questions: reader) }.entry.state == .ready)
            let new = try await world.signedIn("new", creating: false)
            #expect(try await new { try $0.evidence.standing(of: nil) }?.codesCountFrom != nil)
            #expect(try await Self.held(new).allSatisfy { $0 != nil })
            let before = world.mailbox.messages.count { $0.kind == .contactCode }
            let change = try await new { try $0.approvals.turnOn(of: nil, questions: reader) }
            let entry = change.entry
            #expect(world.mailbox.messages.count { $0.kind == .contactCode } == before + 1)
            #expect(entry.state == .ready && entry.codesCountFrom == nil && change.isConfirmed)
            #expect(try await Self.held(new) == [nil, nil])
            #expect(try await world.accepts(#require(new.codes.code(of: World.username, next: false, at: nil).code)))
        }
    }

    @Test func `what is shown for a change confirms the new phone as well`() async throws {
        try await World.run { world in
            _ = try await Self.owner(world)
            let person = Person(in: world, reading: Self.mail)
            let new = try await world.signedIn("new", creating: false).proving(with: person.questions)
            #expect(try await new { try $0.evidence.standing(of: nil) }?.codesCountFrom != nil)
            let reader = world.mailbox.reader(of: "second@mail.example")
            _ = try await new { try $0.contacts.add(.email, "second@mail.example", to: nil, questions: reader) }
            #expect(person.asked.value.count == 1)
            #expect(try await Self.held(new) == [nil, nil])
        }
    }

    @Test func `a code typed for a change sets up the sign-in requests of the new phone as well`() async throws {
        try await World.run { world in
            let old = try await Self.owner(world)
            let reader = world.mailbox.reader(of: Self.mail)
            #expect(try await old { try $0.approvals.turnOn(of: nil, questions: reader) }.entry.state == .ready)
            _ = try await old { try $0.backups.backUpIfPending() }
            let person = Person(in: world, reading: Self.mail)
            let new = world.phone("new").proving(with: person.questions)
            try await new { try $0.recover(from: world.storage) }
            #expect(try new.entries.list().map(\.state).contains(.needsSignIn))
            let second = world.mailbox.reader(of: "second@mail.example")
            _ = try await new { try $0.contacts.add(.email, "second@mail.example", to: nil, questions: second) }
            #expect(person.asked.value.count == 1)
            #expect(try new.entries.list().allSatisfy { $0.state == .ready })
            #expect(new.approvals.requestsHere(of: nil) == .answered)
        }
    }

    @Test func `another phone approves the new one with the number that it shows`() async throws {
        try await World.run { world in
            let old = try await Self.owner(world)
            let reader = world.mailbox.reader(of: Self.mail)
            #expect(try await old { try $0.approvals.turnOn(of: nil, questions: reader) }.entry.state == .ready)
            let person = Person(in: world, chooses: .approval) { number in
                _ = try await old { try $0.approvals.answer(nil, .approve(number: number)) }
            }
            let new = try await world.signedIn("new", creating: false).proving(with: person.questions)
            #expect(try await new { try $0.evidence.settle(nil) }?.isSettled == true)
            let code = try new.codes.code(of: World.username, next: false, at: nil)
            #expect(try await world.accepts(#require(code.code)))
        }
    }

    @Test func `another number does not approve the new phone`() async throws {
        try await World.run { world in
            let old = try await Self.owner(world)
            let reader = world.mailbox.reader(of: Self.mail)
            #expect(try await old { try $0.approvals.turnOn(of: nil, questions: reader) }.entry.state == .ready)
            let person = Person(in: world, chooses: .approval) { number in
                _ = try await old { try $0.approvals.answer(nil, .approve(number: number == 10 ? 11 : 10)) }
            }
            let new = try await world.signedIn("new", creating: false).proving(with: person.questions)
            #expect(await failure { try await new { try $0.evidence.settle(nil) } } == Failure(.approvalRefused))
            #expect(try await new { try $0.evidence.standing(of: nil) }?.isSettled == false)
        }
    }

    @Test func `after a wrong number the new phone offers the ways again, and the right one confirms`() async throws {
        try await World.run { world in
            let old = try await Self.owner(world)
            let reader = world.mailbox.reader(of: Self.mail)
            #expect(try await old { try $0.approvals.turnOn(of: nil, questions: reader) }.entry.state == .ready)
            let numbers = Box<[Int]>([])
            let person = Person(in: world, chooses: .approval, asksAgain: true) { number in
                numbers.value.append(number)
                let isFirst = numbers.value.count == 1
                _ = try await old {
                    try $0.approvals.answer(nil, .approve(number: isFirst ? number == 10 ? 11 : 10 : number))
                }
            }
            let new = try await world.signedIn("new", creating: false).proving(with: person.questions)
            #expect(try await new { try $0.evidence.settle(nil) }?.isSettled == true)
            #expect(person.told.value == [Failure(.approvalRefused)] && numbers.value.count == 2)
        }
    }

    @Test func `a backup asks nobody anything`() async throws {
        try await World.run { world in
            _ = try await Self.owner(world)
            try world.lose("old")
            let person = Person(in: world, reading: Self.mail)
            let new = world.phone("new").proving(with: person.questions)
            try await new { try $0.recover(from: world.storage) }
            world.clock.advance(by: 86_400)
            try await new.add(RecoveryTests.accounts[1])
            _ = try await new { try $0.backups.backUpIfPending() }
            _ = try await new { try $0.backups.backUpNow(allowsFewer: false) }
            #expect(person.typed.value == 0 && person.asked.value.isEmpty)
        }
    }
}
