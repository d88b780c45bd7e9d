import AccountAPI
import AccountServer
import Foundation
import Testing

/// Codes sent to contacts: guessing, stealing, repeating and flooding.
@Suite struct ContactProofTests {
    static let mail = ContactTests.mail

    @Test func `five wrong codes end a proof, also when they come at once`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let session = try await client.registered()
            let sent = try await client.add(.email, Self.mail, in: session)
            let code = service.sent.code(to: Self.mail)
            let wrong = code == "00000000" ? "00000001" : "00000000"
            for left in (0..<5).reversed() {
                let refusal = await #expect(throws: Problem.self) {
                    try await client.type(wrong, for: sent, in: session)
                }
                #expect(refusal?.code == .contactCodeRefused && refusal?.attemptsLeft == left)
            }
            try await expectProblem(.contactCodeExpired) { try await client.type(code, for: sent, in: session) }

            let next = try await client.add(.email, Self.mail, in: session)
            let answers = try await withThrowingTaskGroup(of: ProblemCode?.self) { group in
                for _ in 0..<50 {
                    group.addTask {
                        // A request that another has overtaken is refused before any code is looked at.
                        var answer: ProblemCode? = .staleCounter
                        while answer == .staleCounter {
                            answer = try await problem { try await client.type(wrong, for: next, in: session) }
                        }
                        return answer
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.filter { $0 == .contactCodeRefused }.count == 5)
            #expect(answers.filter { $0 == .contactCodeExpired }.count == 45)
        }
    }

    @Test func `a code that has not eight digits costs no try`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let session = try await client.registered()
            let sent = try await client.add(.email, Self.mail, in: session)
            let code = service.sent.code(to: Self.mail)
            for typed in [
                "", "1", "123456789", "abcdefgh", "123456\u{B2}", String(code.dropLast()),
                String(repeating: "9", count: 10_000),
            ] {
                try await expectProblem(.contactCodeRefused) { try await client.type(typed, for: sent, in: session) }
            }
            try await client.type("\(code.prefix(4)) \(code.dropFirst(4))", for: sent, in: session)
        }
    }

    @Test func `a stolen code does not work in another session`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let owner = try await client.registered()
            let sent = try await client.add(.email, Self.mail, in: owner)
            let code = service.sent.code(to: Self.mail)
            let sameAccount = try await client.signIn()
            let otherAccount = try await client.registered("eve")
            for thief in [sameAccount, otherAccount] {
                for _ in 0..<6 {
                    try await expectProblem(.contactCodeExpired) { try await client.type(code, for: sent, in: thief) }
                }
            }
            // Nor has the thief spent the owner's tries.
            try await client.type(code, for: sent, in: owner)
        }
    }

    @Test func `a code works once, and a finished proof is used once within ten minutes`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let first = try await client.registered()
            let sent = try await client.addVerified(.email, Self.mail, in: first, service)
            let code = service.sent.code(to: Self.mail)
            try await expectProblem(.contactCodeExpired) { try await client.type(code, for: sent, in: first) }
            service.clock.advance(600)
            try await expectProblem(.proofNeeded) {
                try await Approver.register(client, first, proof: sent.proof, service)
            }
            let session = try await client.signIn(again: first)
            let proof = try await client.prove(by: sent, in: session, service)
            service.clock.advance(599)
            _ = try await Approver.register(client, session, proof: proof, service)
            try await expectProblem(.proofNeeded) {
                try await Approver.register(client, session, proof: proof, service)
            }
        }
    }

    @Test func `a code expires after ten minutes, and when a newer one is sent`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let session = try await client.registered()
            let first = try await client.add(.email, Self.mail, in: session)
            let old = service.sent.code(to: Self.mail)
            let second = try await client.add(.phone, ContactTests.phone, in: session)
            try await expectProblem(.contactCodeExpired) { try await client.type(old, for: first, in: session) }
            service.clock.advance(600)
            try await expectProblem(.contactCodeExpired) {
                try await client.type(service.sent.code(to: "+33612345642"), for: second, in: session)
            }
            // A code that is another proof's is just wrong.
            let third = try await client.add(.email, Self.mail, in: session)
            if old != service.sent.code(to: Self.mail) {
                try await expectProblem(.contactCodeRefused) { try await client.type(old, for: third, in: session) }
            }
        }
    }

    @Test func `someone with the password neither ends nor uses up the owner's codes`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let old = try await client.registered()
            let contact = try await client.addVerified(.email, Self.mail, in: old, service)
            service.clock.advance(3600)
            let owner = try await client.signIn(device: .new(name: "New phone"))
            let thief = try await client.signIn(device: .new(name: "Thief"))
            let asked = try await client.startProof(by: contact, in: owner)
            let code = service.sent.code(to: Self.mail)
            for _ in 0..<5 { _ = try await client.startProof(by: contact, in: thief) }
            try await expectProblem(.tooManyContactCodes) { try await client.startProof(by: contact, in: thief) }
            try await client.type(code, for: asked, in: owner)
            let devices = try await client.call(ListDevices.self, Nothing(), session: owner).devices
            #expect(devices.map { $0.settles == nil } == [true, true, false])
        }
    }

    @Test func `where every code of an account is used up, the code of a letter shows the contact`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let old = try await client.registered()
            let contact = try await client.addVerified(.email, Self.mail, in: old, service)
            service.clock.advance(3600)
            for number in 0..<4 {
                let thief = try await client.signIn(device: .new(name: "Thief \(number)"))
                for _ in 0..<5 { _ = try await client.startProof(by: contact, in: thief) }
            }
            let owner = try await client.signIn(device: .new(name: "New phone"))
            try await expectProblem(.tooManyContactCodes) { try await client.startProof(by: contact, in: owner) }
            _ = try await client.call(RequestLetter.self, .init(username: TestClient.ada))
            try await service.service.sendLetters()
            let letter = service.sent.letter(to: Self.mail)
            let confirmed = try await client.signIn(again: owner, letter: letter)
            let devices = try await client.call(ListDevices.self, Nothing(), session: confirmed).devices
            #expect(devices.first { $0.current }?.settles == nil)
        }
    }

    @Test func `a code that is open still will do for whoever starts again, in its own session`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let session = try await client.registered()
            let contact = try await client.addVerified(.email, Self.mail, in: session, service)
            func start(_ reuse: Bool?, in session: TestSession) async throws -> SentContactCode {
                let request = StartContactProof.Request(contact: contact.contact, language: "en", reuse: reuse)
                return try await client.call(StartContactProof.self, request, session: session)
            }
            let first = try await start(true, in: session)
            #expect(first.sent == nil)
            let code = service.sent.code(to: Self.mail)
            let count = service.sent.messages.count
            service.clock.advance(120)
            let again = try await start(true, in: session)
            #expect(again.proof == first.proof && again.expires == first.expires)
            #expect(again.sent == first.expires - 600_000 && service.sent.messages.count == count)
            // Nor does another session get at it, and whoever wants another gets one.
            let other = try await start(true, in: try await client.signIn(device: .new(name: "Tablet")))
            #expect(other.sent == nil && other.proof != first.proof)
            let wanted = try await start(nil, in: session)
            #expect(wanted.sent == nil && wanted.proof != first.proof)
            try await expectProblem(.contactCodeExpired) { try await client.type(code, for: first, in: session) }
            // One that is about to expire will not do.
            service.clock.advance(481)
            let late = try await start(true, in: session)
            #expect(late.sent == nil && late.proof != wanted.proof)
        }
    }

    @Test func `a device is told which ways to confirm it are closed, and until when`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let ada = try await service.approver(client)
            let new = try await client.signIn(device: .new(name: "New phone"))
            func waits() async throws -> [EvidenceWait]? {
                try await client.call(ReadAccount.self, Nothing(), session: new).standing?.evidence.waits
            }
            #expect(try await waits() == nil)
            _ = try await client.call(StartDeviceApproval.self, Nothing(), session: new)
            #expect(try await waits()?.map(\.kind) == [.device])
            try await ada.answer(try await ada.request(), .report)
            let reported = try #require(try await waits()?.first)
            let now = Int64(service.clock.now.timeIntervalSince1970 * 1000)
            #expect(reported.kind == .device && reported.until == now + 3_600_000)
            let contacts = try await client.call(ListContacts.self, Nothing(), session: new).contacts
            let contact = try #require(contacts.first).id
            for _ in 0..<5 {
                let request = StartContactProof.Request(contact: contact, language: "en")
                _ = try await client.call(StartContactProof.self, request, session: new)
            }
            #expect(try await waits()?.map(\.kind) == [.contact, .device])
            service.clock.advance(3601)
            #expect(try await waits() == nil)
        }
    }

    @Test func `a device sends five codes an hour and twenty a day`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let session = try await client.registered()
            let verified = try await client.addVerified(.email, Self.mail, in: session, service)
            func send() async throws -> ProblemCode? {
                try await problem { try await client.startProof(by: verified, in: session) }
            }
            var answers: [ProblemCode?] = []
            for _ in 0..<5 {
                for _ in 0..<6 { answers.append(try await send()) }
                service.clock.advance(3600)
            }
            #expect(answers.filter { $0 == nil }.count == 19)
            #expect(answers.allSatisfy { $0 == nil || $0 == .tooManyContactCodes })
            #expect(service.sent.messages.count == 20)
            let refusal = await #expect(throws: Problem.self) {
                try await client.startProof(by: verified, in: session)
            }
            #expect(refusal?.status == 429 && (refusal?.retryAfter ?? 0) > 0)
        }
    }

    @Test func `many accounts together flood nobody, and keep no owner from a code`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let owner = try await client.registered()
            let verified = try await client.addVerified(.email, Self.mail, in: owner, service)
            for number in 0..<8 {
                let thief = try await client.registered("eve\(number)")
                _ = try await problem { try await client.add(.email, Self.mail, in: thief) }
            }
            #expect(service.sent.messages.count == 5)
            _ = try await client.prove(by: verified, in: owner, service)
        }
    }

    @Test func `a code that could not be sent is forgotten`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let session = try await client.registered()
            service.sent.fail(with: .unreachable)
            try await expectProblem(.contactNotSent) { try await client.add(.email, Self.mail, in: session) }
            #expect(try await service.count("contact_proof") == 0)
            service.sent.fail(with: nil)
            try await client.addVerified(.email, Self.mail, in: session, service)
        }
    }
}
