import AccountAPI
import Encodings
import SQLDatabase

/// The rules of approvals that serve as evidence: one session asks, a settled device of the account types the number.
struct DeviceApprovals: Sendable {
    private let service: ServiceContext
    private let requests: SignInRequests

    /// Makes the rules over a service.
    init(_ service: ServiceContext) {
        self.service = service
        requests = SignInRequests(service)
    }

    /// Asks the devices of the session's account.
    func start(for session: Session) async throws -> StartDeviceApproval.Response {
        let (login, name) = try await service.database.read { transaction in
            let device = try session.device.flatMap { try DeviceStore(transaction: transaction).device($0) }
            let name = try device.map { try service.atRest.text($0.name, from: .deviceName(row: $0.id.rawValue)) }
            return (try AccountStore(transaction: transaction).login(of: session.account), name)
        }
        let (id, number) = try await requests.start(
            login: login,
            by: .device(session.device?.rawValue ?? session.id.rawValue),
            client: Self.client(session),
            application: "Sparekey",
            place: name ?? "",
            message: nil
        )
        return StartDeviceApproval.Response(
            request: id,
            number: number,
            expires: service.now + SignInRequests.lifetime
        )
    }

    /// How a request of this session stands; an approval by a settled device is used and counts from now on.
    func finish(_ id: SignInRequestID, for session: Session) async throws -> FinishDeviceApproval.Response {
        let request = try await own(id, session)
        guard request.state != .reported else { throw requests.reported(at: request.changed) }
        switch try await requests.outcome(of: id) {
        case .pending: return .init(state: .pending)
        case .refused: return .init(state: .refused)
        case .expired: return .init(state: .expired)
        case .approved(let account, let device): return try await use(id, account, device, session)
        }
    }

    /// Ends a request of this session that nobody has answered.
    func withdraw(_ id: SignInRequestID, for session: Session) async throws {
        try await requests.withdraw(own(id, session).id)
    }

    private func own(_ id: SignInRequestID, _ session: Session) async throws -> StoredRequest {
        let request = try await service.database.read { transaction in
            try RequestStore(transaction: transaction).request(id)
        }
        guard let request, request.client == Self.client(session) else { throw Problem(.noSuchSignInRequest) }
        return request
    }

    private func use(
        _ id: SignInRequestID,
        _ account: AccountID,
        _ device: ServiceDeviceID,
        _ session: Session
    ) async throws -> FinishDeviceApproval.Response {
        let now = service.now
        return try await service.database.write { transaction in
            try Sessions.authorizeChange(session, transaction)
            try Settling(service).settleDue(in: account, transaction)
            guard try RequestStore(transaction: transaction).consume(id, now: now) else {
                return .init(state: .expired)
            }
            let approver = try DeviceStore(transaction: transaction).device(device)
            guard account == session.account, approver?.settled != nil, device != session.device else {
                return .init(state: .refused)
            }
            try Evidence(service).confirm(by: .device, session, transaction)
            return .init(state: .approved)
        }
    }

    /// What the answer's signature binds: an approval for one device or session is good for no other.
    private static func client(_ session: Session) -> String {
        "\(StartDeviceApproval.client)\(session.device?.rawValue ?? session.id.rawValue)"
    }
}

extension EndpointRoutes {
    /// Serves approvals that serve as evidence.
    func addDeviceApprovals(_ approvals: DeviceApprovals) {
        session(StartDeviceApproval.self) { _, session in
            try await approvals.start(for: session)
        }
        session(FinishDeviceApproval.self) { request, session in
            try await approvals.finish(request.request, for: session)
        }
        session(WithdrawDeviceApproval.self) { request, session in
            try await approvals.withdraw(request.request, for: session)
            return Nothing()
        }
    }
}
