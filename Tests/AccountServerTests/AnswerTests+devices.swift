import AccountAPI
import AccountServer
import Encodings
import Foundation
import Primitives
import SQLDatabase
import Testing

/// Who answers, and signs as whom.
extension AnswerTests {
    @Test func `a revoked device answers nothing`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let ada = try await service.approver(client)
            let other = try await service.anotherApprover(client)
            let (id, number) = try await service.ask()
            let request = try await ada.request()
            let revoke = RevokeDevice.Request(device: ada.device)
            _ = try await client.call(RevokeDevice.self, revoke, session: other.session)
            try await expectProblem(.deviceSuspended) { try await ada.answer(request, .approve, number: number) }
            try await expectProblem(.deviceSuspended) { try await ada.list() }
            #expect(try await service.outcome(id) == .pending)
        }
    }

    @Test func `a device that gave its credential up answers nothing`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let ada = try await service.approver(client)
            let (_, number) = try await service.ask()
            let request = try await ada.request()
            let left = try await client.call(RemoveDeviceCredential.self, Nothing(), session: ada.session)
            #expect(!left.othersApprove)
            try await expectProblem(.deviceRefused) { try await ada.answer(request, .approve, number: number) }
        }
    }

    @Test func `a device of another account sees and answers nothing`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let ada = try await service.approver(client)
            let eve = try await service.approver(client, "eve@example.org", contact: "eve@mail.example")
            let (id, number) = try await service.ask()
            let request = try await ada.request()
            #expect(try await eve.list().requests.isEmpty)
            try await expectProblem(.noSuchSignInRequest) {
                try await eve.answer(request, .approve, number: number)
            }
            #expect(try await service.outcome(id) == .pending)
        }
    }

    @Test func `a device that was not tested sees and answers its test alone`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let ada = try await service.approver(client)
            let session = try await client.signIn(device: .new(name: "New phone"))
            let contact = try #require(try await client.contacts(in: session).first)
            let start = StartContactProof.Request(contact: contact.id, language: "en")
            let sent = try await client.call(StartContactProof.self, start, session: session)
            try await client.type(service.sent.code(to: "ada@mail.example"), for: sent, in: session)
            let new = try await Approver.register(client, session, proof: sent.proof, service)
            let (id, number) = try await service.ask()
            let request = try await ada.request()
            #expect(try await new.list().requests.map(\.id) == [new.test.request])
            #expect(try await new.list().notices.isEmpty)
            try await expectProblem(.noSuchSignInRequest) {
                try await new.answer(request, .approve, number: number)
            }
            #expect(try await service.outcome(id) == .pending)
            // And the test is nobody else's.
            let test = try await new.request()
            try await expectProblem(.noSuchSignInRequest) {
                try await ada.answer(test, .approve, number: new.test.number)
            }
        }
    }

    /// A signature that the service does not take, and what it says of it.
    enum WrongSignature: String, CaseIterable {
        case unknownDevice, otherDevice, otherKey, otherPath, otherBody, used, old, early, garbage, session

        var problem: ProblemCode {
            switch self {
            case .used, .old, .early: .staleCounter
            default: .deviceRefused
            }
        }
    }

    @Test(arguments: WrongSignature.allCases)
    func `a request that the device has not signed now is refused`(wrong: WrongSignature) async throws {
        let service = try await TestService()
        try await service.run { client in
            let ada = try await service.approver(client)
            let other = try await service.anotherApprover(client)
            let path = ListSignInRequests.path
            let minutes = Int64(6 * 60 * 1_000_000)
            let header =
                switch wrong {
                case .unknownDevice:
                    try ada.sign("GET", path, [], as: ServiceDeviceID(String(repeating: "0", count: 32)))
                case .otherDevice: try ada.sign("GET", path, [], as: other.device)
                case .otherKey: try ada.sign("GET", path, [], key: other.key)
                case .otherPath: try ada.sign("GET", path + "/wait", [])
                case .otherBody: try ada.sign("GET", path, [1])
                case .used: try ada.sign("GET", path, [], time: ada.now - 1_000)
                case .old: try ada.sign("GET", path, [], time: ada.now - minutes)
                case .early: try ada.sign("GET", path, [], time: ada.now + minutes)
                case .garbage: "Sparekey-Device x:y:z"
                case .session: ada.session.sign(method: "GET", path: path, body: []).header
                }
            try await expectProblem(wrong.problem) { try await ada.send(ListSignInRequests.self, [], header) }
            _ = try await ada.list()
        }
    }

    @Test func `a device with a wrong clock gets a time that it can sign with`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let ada = try await service.approver(client)
            for offset in [-Int64(86_400_000_000), 86_400_000_000] {
                let problem = await #expect(throws: Problem.self) {
                    try await ada.call(ListSignInRequests.self, Nothing(), time: ada.now + offset)
                }
                let time = try #require(problem?.counter) + 1
                _ = try await ada.call(ListSignInRequests.self, Nothing(), time: max(time, ada.now))
            }
        }
    }
}
