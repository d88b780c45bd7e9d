import AccountAPI
import Encodings
import OutsideText
import Primitives
import SQLDatabase

extension SignInRequests {
    /// Takes a device's answer: the first one that is signed for this request closes it, whatever it says.
    func answer(_ answer: AnswerSignInRequest.Request, by device: AuthenticatedDevice) async throws {
        guard answer.decision == .approve || answer.number == 0 else { throw Problem(.invalidRequest) }
        let now = service.now
        // A wrong number is returned, not thrown: the request is closed by it.
        let outcome = try await service.database.write { transaction -> Result<StoredRequest, Problem> in
            let store = RequestStore(transaction: transaction)
            guard let request = try store.request(answer.request), Self.isAsked(device, request) else {
                return .failure(Problem(.noSuchSignInRequest))
            }
            guard try Self.isPresent(device, transaction) else { return .failure(Problem(.deviceRefused)) }
            guard Self.isSigned(answer, for: request, by: device) else { return .failure(Problem(.credentialRefused)) }
            guard request.state == .pending else { return .failure(Problem(.signInRequestAnswered)) }
            guard request.expires > now else { return .failure(Problem(.signInRequestExpired)) }
            let detail = try service.atRest.open(request)
            let state = Self.state(answer, detail)
            guard
                try store.close(request.id, as: state, by: device.id, answer: answer.signature.bytes, now: now)
            else { return .failure(Problem(.signInRequestAnswered)) }
            try tell(request, detail, state, device, transaction)
            guard let closed = try store.request(request.id) else { return .failure(Problem(.noSuchSignInRequest)) }
            return .success(closed)
        }
        let closed = try outcome.get()
        try service.live.publish(closed)
        guard closed.state != .mismatched else { throw Problem(.numberMismatched) }
    }

    /// Ends a request that nobody has answered, and has the devices show it no longer; it still counts as one that nobody
    /// has approved.
    func withdraw(_ id: SignInRequestID) async throws {
        let now = service.now
        let ended = try await service.database.write { transaction -> StoredRequest? in
            let store = RequestStore(transaction: transaction)
            return try store.withdraw(id, now: now) ? try store.request(id) : nil
        }
        if let ended { try service.live.publish(ended) }
    }

    /// Keeps the request that tests a device's new credential, in the place of one that waits.
    func startTest(
        of device: ServiceDeviceID,
        _ account: AccountID,
        _ transaction: any SQLTransaction
    ) throws -> (request: StoredRequest, number: Int) {
        let id = SignInRequestID.random()
        let detail = RequestDetail(number: Self.randomNumber(), application: "Sparekey", place: "", message: nil)
        let now = service.now
        let request = StoredRequest(
            id: id,
            account: account,
            scope: service.keys.attemptScope("sign-in-test", device.bytes).hexadecimal,
            asker: "",
            origin: "",
            client: Self.ownClient,
            test: device,
            detail: try service.atRest.seal(json: detail, for: .requestDetail(row: id.rawValue)),
            state: .pending,
            created: now,
            changed: now,
            expires: now + Self.lifetime
        )
        let store = RequestStore(transaction: transaction)
        try store.deleteTests(of: device)
        try store.insert(request)
        return (request, detail.number)
    }

    /// What follows from an answer: a tested credential is confirmed, and what others should know is told.
    private func tell(
        _ request: StoredRequest,
        _ detail: RequestDetail,
        _ state: SignInRequestState,
        _ device: AuthenticatedDevice,
        _ transaction: any SQLTransaction
    ) throws {
        let confirms = request.client.begins(with: StartDeviceApproval.client) ? detail.place : nil
        func raise(_ kind: NoticeKind, _ detail: String?) throws {
            try Notices(service).raise(
                kind,
                account: device.account,
                by: device.id,
                detail: detail,
                confirming: confirms,
                transaction
            )
        }
        switch state {
        case .approved where request.test != nil:
            try DeviceCredentialStore(transaction: transaction).confirm(device.id, now: service.now)
            try raise(.credentialMade, nil)
        case .mismatched:
            try raise(.numberMismatched, detail.application)
            try Organizations(service).noteAnswer(.numberMismatched, by: device, transaction)
        case .reported:
            try raise(.requestReported, detail.application)
            try Organizations(service).noteAnswer(.signInReported, by: device, transaction)
        case .pending, .approved, .denied, .withdrawn: break
        }
    }

    /// Whether a device may answer: its own test, or any other request of its account once it was tested, but the one that
    /// confirms it.
    private static func isAsked(_ device: AuthenticatedDevice, _ request: StoredRequest) -> Bool {
        guard request.account == device.account, request.confirms != device.id else { return false }
        return request.test.map { $0 == device.id } ?? device.isConfirmed
    }

    /// Whether the credential is still the one that has signed: it may have been revoked since that was looked up.
    private static func isPresent(_ device: AuthenticatedDevice, _ transaction: any SQLTransaction) throws -> Bool {
        try DeviceCredentialStore(transaction: transaction).present(device)?.isConfirmed == device.isConfirmed
    }

    private static func isSigned(
        _ answer: AnswerSignInRequest.Request,
        for request: StoredRequest,
        by device: AuthenticatedDevice
    ) -> Bool {
        let message = DeviceCredentialMessage.answer(
            request: request.id,
            device: device.id,
            client: request.client,
            decision: answer.decision.rawValue,
            number: answer.number,
            expires: request.expires
        )
        return DeviceCredentialMessage.verifies(answer.signature.bytes, of: message, key: device.key)
    }

    private static func state(_ answer: AnswerSignInRequest.Request, _ detail: RequestDetail) -> SignInRequestState {
        switch answer.decision {
        case .approve: answer.number == detail.number ? .approved : .mismatched
        case .deny: .denied
        case .report: .reported
        }
    }
}
