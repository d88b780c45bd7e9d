import AccountAPI
import AccountServer
import OPAQUE
import SQLDatabase
import Testing

/// What it takes to undo a taking back: never what whoever was put out had set itself.
@Suite struct TakingBackInTurnProofTests {
    private static func read(_ client: TestClient, _ session: TestSession) async throws -> ReadTakingBack.Response {
        try await client.call(ReadTakingBack.self, Nothing(), session: session)
    }

    @Test func `a thief's password and contact undo nothing that the owner did with a contact`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let older = try await client.registered()
            let contact = try await client.addVerified(.email, TakingBackTests.mail, in: older, service).contact
            let phone = try await TakingBackInTurnTests.settled(client, service, "Phone")
            let thief = try await client.settled(service, name: "Thief")
            let added = try await client.addVerified(.email, "eve@example.net", in: thief, service).contact
            try await client.remove(contact, in: thief)
            try await client.changePassword(to: "mine", in: thief)
            let owners = try await client.takeBack(phone)
            try await client.showContact(contact, in: owners, service)
            try await client.finishTakingBack(owners, password: "better", key: nil)

            let back = try await client.takeBack(older, "mine")
            let found = try await Self.read(client, back)
            #expect(!found.isEnough && found.evidence.possible == [.contact])
            #expect(found.contacts.map(\.id) == [contact])
            try await expectProblem(.evidenceNeeded) {
                try await client.finishTakingBack(back, password: "mine too", key: nil)
            }
            try await expectProblem(.noSuchContact) {
                let request = StartContactProof.Request(contact: added, language: "en")
                return try await client.call(StartTakingBackProof.self, request, session: back)
            }
            _ = try await client.signIn(again: phone, "better")
            // Whoever reads the owner's mailbox can.
            try await client.showContact(contact, in: back, service)
            try await client.finishTakingBack(back, password: "best", key: nil)
            _ = try await client.signIn(again: older, "best")
        }
    }

    @Test func `a thief's recovery code undoes nothing that the owner did with one`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let older = try await client.registered()
            try await client.makeCode("paper", in: older)
            let phone = try await TakingBackInTurnTests.settled(client, service, "Phone")
            let thief = try await client.signIn(
                again: try await TakingBackInTurnTests.settled(client, service, "Thief")
            )
            try await client.makeCode("paper of the thief", in: thief)
            try await client.changePassword(to: "mine", in: thief)
            let owners = try await client.takeBack(phone)
            _ = try await client.takeBack(phone, "paper", with: .recoveryCode)
            try await client.finishTakingBack(owners, password: "better", key: nil)

            let back = try await client.takeBack(older, "mine")
            var found = try await Self.read(client, back)
            #expect(!found.isEnough && found.evidence.possible == [.recoveryCode])
            _ = try await client.takeBack(older, "paper of the thief", with: .recoveryCode)
            found = try await Self.read(client, back)
            #expect(!found.isEnough && found.evidence.possible == [.recoveryCode])
            try await expectProblem(.evidenceNeeded) {
                try await client.finishTakingBack(back, password: "mine too", key: nil)
            }
            _ = try await client.takeBack(older, "paper", with: .recoveryCode)
            found = try await Self.read(client, back)
            #expect(!found.isEnough && found.evidence.possible == [.password])
            _ = try await client.takeBack(older)
            #expect(try await Self.read(client, back).isEnough)
        }
    }

    @Test func `of what was undone an older device still reaches the first secret and the last`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let laptop = try await client.registered()
            let stolen = try await TakingBackInTurnTests.settled(client, service, "Stolen phone")
            let phone = try await client.signIn(
                again: try await TakingBackInTurnTests.settled(client, service, "New phone")
            )
            let last = StartSignIn.Request.secretsOfBefore.count + 2
            for number in 1...last { try await client.changePassword(to: "better \(number)", in: phone) }
            try await client.finishTakingBack(try await client.takeBack(stolen), password: "mine", key: nil)
            #expect(try await service.count("replaced") == 2)
            _ = try await client.takeBack(laptop)
            let back = try await client.takeBack(laptop, "better \(last)")
            #expect(try await Self.read(client, back).actorName == "Stolen phone")
            try await client.finishTakingBack(back, password: "best", key: nil)
            _ = try await client.signIn(again: laptop, "best")
        }
    }
}
