import AccountAPI
import AccountServer
import DeviceCore
import Encodings
import Foundation
import Primitives
import TestSupport
import Testing

/// The addresses and numbers that an account's codes and notices go to.
@Suite struct ContactTests {
    static let mail = "someone@example.org"
    static let phone = "+33612345642"

    @Test func `a device of the account changes contacts with the password, and each new one takes a code`()
        async throws
    {
        try await World.run { world in
            let owner = Person(in: world, reading: Self.mail, Self.phone)
            let asked = Box<[CodeQuestion]>([])
            let reader = world.mailbox.reader(of: Self.mail, Self.phone, asked: asked)
            let device = try await world.signedIn("phone").proving(with: owner.questions)
            let first = try await device { try $0.contacts.add(.email, Self.mail, to: nil, questions: reader) }
            #expect(first.isVerified && first.masked == "s•••@e•••.org")
            #expect(asked.value.map(\.isProof) == [false])

            world.clock.advance(by: 1)
            let second = try await device { try $0.contacts.add(.phone, Self.phone, to: nil, questions: reader) }
            #expect(asked.value.map(\.isProof) == [false, false])
            #expect(world.mailbox.messages.map(\.recipient.address).filter { $0 == Self.phone }.count == 1)
            #expect(try await device { try $0.contacts.list(of: nil) } == [first, second])
            #expect(owner.typed.value == 0)

            // After a while the password is asked for again, and nothing else.
            world.clock.advance(by: 16 * 60)
            let start = zip(first.id.rawValue, second.id.rawValue).prefix { $0 == $1 }.count + 1
            try await device { try $0.contacts.remove(String(first.id.rawValue.prefix(start)), of: nil) }
            #expect(owner.typed.value == 1 && owner.asked.value.isEmpty)
            #expect(world.mailbox.messages.last?.recipient.address == Self.mail)
            #expect(try await device { try $0.contacts.list(of: nil) } == [second])
        }
    }

    @Test func `who knows the password but reads none of the messages swaps no contact`() async throws {
        try await World.run { world in
            let owner = try await world.signedIn("phone")
            let questions = world.mailbox.reader(of: Self.mail)
            let kept = try await owner { try $0.contacts.add(.email, Self.mail, to: nil, questions: questions) }
            let reader = world.mailbox.reader(of: "eve@example.net")
            let eve = Person(in: world, reading: "eve@example.net")
            let thief = try await world.signedIn("stolen", creating: false).proving(with: eve.questions)
            let adding = await failure {
                try await thief { try $0.contacts.add(.email, "eve@example.net", to: nil, questions: reader) }
            }
            let removing = await failure {
                try await thief { try $0.contacts.remove(kept.id.rawValue, of: nil) }
            }
            #expect([adding, removing] == [Failure(.contactProofSent), Failure(.contactProofSent)])
            #expect(eve.asked.value.map(\.isProof) == [true, true])
            #expect(!world.mailbox.messages.contains { $0.recipient.address == "eve@example.net" })
            #expect(try await owner { try $0.contacts.list(of: nil) } == [kept])
        }
    }

    @Test func `a command that cannot ask says how to go on, and the next ones do`() async throws {
        try await World.run { world in
            let sent = Box<[CodeQuestion]>([])
            let nobody = ContactQuestions(language: "en") { _ in
                throw Failure(.contactNotChosen)
            } code: { question in
                sent.value.append(question)
                throw Failure(question.isProof ? .contactProofSent : .contactCodeSent)
            }
            let silent = EvidenceQuestions(contacts: nobody) { _ in
                throw Failure(.evidenceNeeded)
            } choose: { ways, _ in
                ways.first
            } showNumber: { _ in
            }
            func verify(on device: Device) async throws {
                let last = try #require(sent.value.last?.sent)
                let address = try #require(world.mailbox.messages.last?.recipient.address)
                let code = try world.mailbox.code(to: address)
                try await device { try $0.contacts.verify(proof: last.proof.rawValue, code: code, of: nil) }
            }
            let first = try await world.signedIn("phone").proving(with: silent)
            let adding = await failure {
                try await first { try $0.contacts.add(.email, Self.mail, to: nil, questions: nobody) }
            }
            #expect(adding == Failure(.contactCodeSent))
            try await verify(on: first)
            // A new device shows a contact before it adds one; the code that was typed counts for the same command.
            let device = try await world.signedIn("new", creating: false).proving(with: silent)
            func addPhone() async -> Failure? {
                await failure {
                    try await device { try $0.contacts.add(.phone, Self.phone, to: nil, questions: nobody) }
                }
            }
            #expect(await addPhone() == Failure(.contactProofSent))
            try await verify(on: device)
            #expect(await addPhone() == Failure(.contactCodeSent))
            try await verify(on: device)
            #expect(try await device { try $0.contacts.list(of: nil) }.map(\.isVerified) == [true, true])
            // Of two, one has to be chosen.
            let id = try await device { try $0.contacts.list(of: nil) }[0].id.rawValue
            let third = try await world.signedIn("third", creating: false).proving(with: silent)
            let removing = await failure { try await third { try $0.contacts.remove(id, of: nil) } }
            #expect(removing == Failure(.contactNotChosen))
            // The password is not there for the asking after a while.
            world.clock.advance(by: 16 * 60)
            let later = await failure { try await device { try $0.contacts.remove(id, of: nil) } }
            #expect(later == Failure(.evidenceNeeded))
            #expect(try await device { try $0.contacts.list(of: nil) }.count == 2)
        }
    }

    @Test func `a wrong code is asked for again until its tries are spent`() async throws {
        try await World.run { world in
            let device = try await world.signedIn("phone")
            let left = Box<[Int?]>([])
            let guesser = ContactQuestions(language: "en") { contacts in
                contacts[0]
            } code: { question in
                left.value.append(question.attemptsLeft)
                let code = try ContactCode(typed: SecretBytes(utf8: "0000 0000"))
                #expect("\(code)" == "ContactCode(redacted)")
                return code
            }
            await #expect(throws: Failure(.wrongContactCode, ["left": "0"])) {
                do {
                    _ = try await device { try $0.contacts.add(.email, Self.mail, to: nil, questions: guesser) }
                } catch {
                    throw Failure(explaining: error)
                }
            }
            #expect(left.value == [nil, 4, 3, 2, 1])
        }
    }

    @Test(arguments: ["1234567", "123456789", "1234567a", "", "１２３４５６７８", "1234\n5678"])
    func `what is not a code is reported before an attempt is used`(typed: String) {
        #expect(throws: Failure(.contactCodeMistyped)) { try ContactCode(typed: SecretBytes(utf8: typed)) }
    }
}

extension World {
    /// A phone that is signed in to the story's account.
    func signedIn(_ name: String, creating: Bool = true) async throws -> Device {
        let device = phone(name)
        let password = try Password(existing: SecretBytes(utf8: Self.password))
        let service = try ServiceAddress(Self.service)
        if creating {
            _ = try await device { try $0.accounts.create(username: Self.username, at: service, password: password) }
        } else {
            _ = try await device { try $0.accounts.signIn(username: Self.username, at: service, password: password) }
        }
        return device
    }
}
