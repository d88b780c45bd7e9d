import AccountAPI
import HTTPExchange
import Vault

extension Evidence {
    /// Has another device of the account approve this one, which is shown the number that is typed there.
    @available(*, noasync)
    package func confirmByAnotherDevice(
        of name: String?,
        showNumber: @escaping @Sendable (Int) -> Void
    ) throws {
        try device.accounts.withSession(of: name) { client, session in
            try askAnotherDevice(in: session, client, showNumber)
            noteWhatWasShown(in: session, client)
        }
    }

    /// Has another device of the account approve this one.
    func askAnotherDevice(
        in session: Session,
        _ client: AccountClient,
        _ showNumber: @Sendable (Int) -> Void,
        _ whileAsked: EvidenceQuestions.WhileAsked = { _, wait in try wait() }
    ) throws {
        let started = try client.untilAnswered().call(StartDeviceApproval.self, Nothing(), in: session)
        let request = FinishDeviceApproval.Request(request: started.request)
        showNumber(started.number)
        let withdraw: @Sendable () -> Void = {
            // If the service does not hear of it, the request expires.
            _ = try? client.evenUnawaited.call(WithdrawDeviceApproval.self, request, in: session)
        }
        try whileAsked(withdraw) {
            do {
                try waitForAnswer(to: request, in: session, client)
            } catch {
                // The other device is not to ask for a number that nobody sees any more.
                if client.cancellation.isCancelled { withdraw() }
                throw error
            }
        }
    }

    private func waitForAnswer(
        to request: FinishDeviceApproval.Request,
        in session: Session,
        _ client: AccountClient
    ) throws {
        while true {
            try client.wait(for: .seconds(1))
            switch try client.call(FinishDeviceApproval.self, request, in: session).state {
            case .pending: continue
            case .approved: return
            case .refused: throw Failure(.approvalRefused)
            case .expired: throw Failure(.requestExpired).in(.counting)
            }
        }
    }
}
