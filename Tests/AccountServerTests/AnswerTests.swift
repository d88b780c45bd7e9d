import AccountAPI
import AccountServer
import Encodings
import Foundation
import Primitives
import SQLDatabase
import Testing

/// Every way in which an answer can be wrong.
@Suite struct AnswerTests {
    /// A change to what is signed, which no longer fits the request.
    enum Tampering: String, CaseIterable {
        case request, device, client, decision, number, expires, key

        func apply(_ signed: inout SignedAnswer, _ other: Approver) {
            switch self {
            case .request: signed.request = other.test.request
            case .device: signed.device = other.device
            case .client: signed.client = "another"
            case .decision: signed.decision = "deny"
            case .number: signed.number = signed.number == 99 ? 98 : signed.number + 1
            case .expires: signed.expires += 60_000
            case .key: signed.key = other.key
            }
        }
    }

    @Test(arguments: Tampering.allCases)
    func `an answer that is signed for something else counts for nothing`(tampering: Tampering) async throws {
        let service = try await TestService()
        try await service.run { client in
            let ada = try await service.approver(client)
            let other = try await service.anotherApprover(client)
            let (id, number) = try await service.ask()
            let request = try await ada.request()
            try await expectProblem(.credentialRefused) {
                try await ada.answer(request, .approve, number: number) { tampering.apply(&$0, other) }
            }
            #expect(try await service.outcome(id) == .pending)
            try await ada.answer(request, .approve, number: number)
            let account = ada.session.opened.account
            #expect(try await service.outcome(id) == .approved(account: account, device: ada.device))
        }
    }

    @Test func `an answer to one request is none to another`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let ada = try await service.approver(client)
            _ = try await service.ask()
            let first = try await ada.request()
            service.clock.advance(60)
            let (id, number) = try await service.ask()
            let second = try await ada.request()
            let answer = try ada.answerBody(first, .approve, number: number)
            let moved = AnswerSignInRequest.Request(
                request: second.id,
                decision: .approve,
                number: number,
                signature: answer.signature
            )
            try await expectProblem(.credentialRefused) { try await ada.call(AnswerSignInRequest.self, moved) }
            #expect(try await service.outcome(id) == .pending)
        }
    }

    @Test func `an answer counts once, even if it is sent again`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let ada = try await service.approver(client)
            let (id, number) = try await service.ask()
            let request = try await ada.request()
            let body = Array(try JSONEncoder().encode(try ada.answerBody(request, .approve, number: number)))
            let header = try ada.sign("POST", AnswerSignInRequest.path, body)
            try await ada.send(AnswerSignInRequest.self, body, header)
            // As it went over the line: the time of its signature is used up.
            try await expectProblem(.staleCounter) { try await ada.send(AnswerSignInRequest.self, body, header) }
            // The same answer, signed again by the device.
            let again = try ada.sign("POST", AnswerSignInRequest.path, body)
            try await expectProblem(.signInRequestAnswered) {
                try await ada.send(AnswerSignInRequest.self, body, again)
            }
            // The opposite answer.
            try await expectProblem(.signInRequestAnswered) { try await ada.answer(request, .deny) }
            let account = ada.session.opened.account
            #expect(try await service.outcome(id) == .approved(account: account, device: ada.device))
        }
    }

    @Test func `fifty answers at once give one approval`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let ada = try await service.approver(client)
            let other = try await service.anotherApprover(client)
            let (id, number) = try await service.ask()
            let request = try await ada.request()
            let seen = try await withThrowingTaskGroup(of: ProblemCode?.self) { group in
                for index in 0..<50 {
                    let device = index.isMultiple(of: 2) ? ada : other
                    group.addTask { try await problem { try await device.answer(request, .approve, number: number) } }
                }
                return try await group.reduce(into: [ProblemCode?]()) { $0.append($1) }
            }
            #expect(seen.filter { $0 == nil }.count == 1)
            // A signature that was overtaken by a later one is stale; every other comes too late.
            #expect(
                Set(seen) == [nil, .signInRequestAnswered] || Set(seen) == [nil, .signInRequestAnswered, .staleCounter]
            )
            let approvals = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<50 {
                    group.addTask { try await service.service.signInRequests.consume(id) != nil }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(approvals == 1)
        }
    }

    @Test func `a wrong number ends the request and is reported`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let ada = try await service.approver(client)
            let other = try await service.anotherApprover(client)
            let (id, number) = try await service.ask()
            let request = try await ada.request()
            let wrong = number == 10 ? 11 : 10
            try await expectProblem(.numberMismatched) { try await ada.answer(request, .approve, number: wrong) }
            #expect(try await service.outcome(id) == .refused)
            try await expectProblem(.signInRequestAnswered) {
                try await ada.answer(request, .approve, number: number)
            }
            let told = try await other.list().notices.filter { $0.kind == .numberMismatched }
            #expect(told.map(\.detail) == ["Shop"] && told.map(\.device) == [ada.device])
            #expect(told.map(\.confirms) == [nil])
        }
    }

    @Test(arguments: [(NoticeKind.numberMismatched, AnswerSignInRequest.Decision.approve), (.requestReported, .report)])
    func `a wrong number or a report for a new device is not called a sign-in`(
        kind: NoticeKind,
        decision: AnswerSignInRequest.Decision
    ) async throws {
        let service = try await TestService()
        try await service.run { client in
            let ada = try await service.approver(client)
            let other = try await service.anotherApprover(client)
            let new = try await client.signIn(device: .new(name: "Tablet"))
            let started = try await client.call(StartDeviceApproval.self, Nothing(), session: new)
            let wrong = decision == .report ? 0 : started.number == 10 ? 11 : 10
            try? await ada.answer(try await ada.request(), decision, number: wrong)
            let notice = try #require(try await other.list().notices.first { $0.kind == kind })
            #expect(notice.confirms == "Tablet" && notice.device == ada.device)
        }
    }

    @Test(arguments: [-1, 0, 1, 9, 100, 4242, -9_007_199_254_740_991, 9_007_199_254_740_991])
    func `a number that no sign-in shows ends the request as well`(number: Int) async throws {
        let service = try await TestService()
        try await service.run { client in
            let ada = try await service.approver(client)
            let (id, _) = try await service.ask()
            let request = try await ada.request()
            try await expectProblem(.numberMismatched) { try await ada.answer(request, .approve, number: number) }
            #expect(try await service.outcome(id) == .refused)
        }
    }

    @Test(arguments: [Int.min, Int.max])
    func `a number that is not read as it was signed answers nothing`(number: Int) async throws {
        let service = try await TestService()
        try await service.run { client in
            let ada = try await service.approver(client)
            let (id, _) = try await service.ask()
            let request = try await ada.request()
            try await expectProblem(.credentialRefused) { try await ada.answer(request, .approve, number: number) }
            #expect(try await service.outcome(id) == .pending)
        }
    }

    @Test func `a denial carries no number`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let ada = try await service.approver(client)
            let (id, number) = try await service.ask()
            let request = try await ada.request()
            try await expectProblem(.invalidRequest) { try await ada.answer(request, .deny, number: number) }
            #expect(try await service.outcome(id) == .pending)
        }
    }

    @Test func `an answer after a minute is too late`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let ada = try await service.approver(client)
            let (id, number) = try await service.ask()
            let request = try await ada.request()
            service.clock.advance(60)
            try await expectProblem(.signInRequestExpired) {
                try await ada.answer(request, .approve, number: number)
            }
            #expect(try await service.outcome(id) == .expired)
            #expect(try await ada.list().requests.isEmpty)
        }
    }

    @Test func `a test is no sign-in`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let ada = try await service.approver(client)
            #expect(try await service.outcome(ada.test.request) == .expired)
            #expect(try await service.service.signInRequests.consume(ada.test.request) == nil)
        }
    }
}
