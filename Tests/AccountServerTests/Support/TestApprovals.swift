import AccountAPI
import AccountServer
import Foundation
import Testing

extension Approver {
    /// Answers the request that waits, at a sign-in that shows this number.
    func answer(_ state: SignInRequestState = .approved, shown number: Int) async throws {
        let request = try await request()
        switch state {
        case .approved: try await answer(request, .approve, number: number)
        case .denied: try await answer(request, .deny)
        case .reported: try await answer(request, .report)
        case .mismatched:
            let other = number == 99 ? 10 : number + 1
            try await expectProblem(.numberMismatched) { try await answer(request, .approve, number: other) }
        case .pending, .withdrawn: break
        }
    }
}

extension TestBrowser {
    /// Signs in with an approval, from the page that asks for the user name.
    func signIn(
        _ service: TestService,
        on page: TestPage,
        name: String,
        approving device: Approver
    ) async throws -> TestPage {
        service.clock.advance(30)
        let waiting = try await WaitingTests.ask(self, page, name: name)
        let next = try WaitingTests.next(waiting)
        try await device.answer(shown: WaitingTests.number(waiting))
        let done = try await get(next)
        guard let location = done.location, location.hasPrefix("/") else { return done }
        return try await open(location)
    }
}
