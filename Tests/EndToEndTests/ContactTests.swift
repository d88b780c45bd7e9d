import AccountAPI
import AccountServer
import DeviceCore
import Foundation
import Sodium
import Testing

/// The addresses and numbers that an account's codes and notices go to.
@Suite struct ContactTests {
    static let mail = "someone@example.org"
    static let phone = "+33612345642"

    @Test func `the first contact takes a code, and each further change one at a contact that is there`() async throws {
        try await World.run { world in
            let device = try await world.signedIn("phone")
            let asked = Box<[CodeQuestion]>([])
            let owner = world.mailbox.reader(of: Self.mail, Self.phone, asked: asked)
            let first = try await device.addContact(.email, Self.mail, to: nil, questions: owner)
            #expect(first.isVerified && first.masked == "s•••@e•••.org")
            #expect(asked.value.map(\.isProof) == [false])

            world.clock.advance(by: 1)
            let second = try await device.addContact(.phone, Self.phone, to: nil, questions: owner)
            #expect(asked.value.map(\.isProof) == [false, true, false])
            #expect(world.mailbox.messages.map(\.recipient.address) == [Self.mail, Self.mail, Self.phone])
            #expect(try await device.contacts(of: nil) == [first, second])

            try await device.removeContact(first.id.rawValue, of: nil, proving: second.id.rawValue, questions: owner)
            #expect(asked.value.last?.sent.contact == second.id)
            #expect(world.mailbox.messages.suffix(2).map(\.recipient.address) == [Self.phone, Self.mail])
            #expect(try await device.contacts(of: nil) == [second])
        }
    }

    @Test func `who knows the password but reads none of the messages swaps no contact`() async throws {
        try await World.run { world in
            let owner = try await world.signedIn("phone")
            let questions = world.mailbox.reader(of: Self.mail)
            let kept = try await owner.addContact(.email, Self.mail, to: nil, questions: questions)
            let thief = try await world.signedIn("stolen", creating: false)
            let reader = world.mailbox.reader(of: "eve@example.net")
            await #expect(throws: Failure(.contactProofSent)) {
                try await thief.addContact(.email, "eve@example.net", to: nil, questions: reader)
            }
            await #expect(throws: Failure(.contactProofSent)) {
                try await thief.removeContact(kept.id.rawValue, of: nil, questions: reader)
            }
            #expect(!world.mailbox.messages.contains { $0.recipient.address == "eve@example.net" })
            #expect(try await owner.contacts(of: nil) == [kept])
        }
    }

    @Test func `a command that cannot ask says how to go on, and the next ones do`() async throws {
        try await World.run { world in
            let device = try await world.signedIn("phone")
            let sent = Box<[CodeQuestion]>([])
            let nobody = ContactQuestions(language: "en") { _ in
                throw Failure(.contactNotChosen)
            } code: { question in
                sent.value.append(question)
                throw Failure(question.isProof ? .contactProofSent : .contactCodeSent)
            }
            func verify() async throws {
                let last = try #require(sent.value.last?.sent)
                let address = try #require(world.mailbox.messages.last?.recipient.address)
                let code = try world.mailbox.code(to: address)
                try await device.verifyContact(proof: last.proof.rawValue, code: code, of: nil)
            }
            await #expect(throws: Failure(.contactCodeSent)) {
                try await device.addContact(.email, Self.mail, to: nil, questions: nobody)
            }
            try await verify()
            await #expect(throws: Failure(.contactProofSent)) {
                try await device.addContact(.phone, Self.phone, to: nil, questions: nobody)
            }
            try await verify()
            let proof = try #require(sent.value.last?.sent.proof.rawValue)
            await #expect(throws: Failure(.contactCodeSent)) {
                try await device.addContact(.phone, Self.phone, to: nil, proof: proof, questions: nobody)
            }
            try await verify()
            #expect(try await device.contacts(of: nil).map(\.isVerified) == [true, true])
            // Of two, one has to be chosen.
            let id = try await device.contacts(of: nil)[0].id.rawValue
            await #expect(throws: Failure(.contactNotChosen)) {
                try await device.removeContact(id, of: nil, questions: nobody)
            }
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
                    _ = try await device.addContact(.email, Self.mail, to: nil, questions: guesser)
                } catch {
                    throw Failure(explaining: error)
                }
            }
            #expect(left.value == [nil, 4, 3, 2, 1])
        }
    }

    @Test(arguments: ["1234567", "123456789", "1234567a", "", "１２３４５６７８", "1234\n5678"])
    func `what is no code is told before a try is spent`(typed: String) {
        #expect(throws: Failure(.contactCodeMistyped)) { try ContactCode(typed: SecretBytes(utf8: typed)) }
    }
}

extension World {
    /// A phone that is signed in to the story's account.
    func signedIn(_ name: String, creating: Bool = true) async throws -> DeviceApp {
        let device = phone(name)
        let password = try Password(existing: SecretBytes(utf8: Self.password))
        let service = try ServiceAddress(Self.service)
        if creating {
            _ = try await device.createAccount(username: Self.username, at: service, password: password)
        } else {
            _ = try await device.signIn(username: Self.username, at: service, password: password)
        }
        return device
    }
}
