package import AccountAPI
import Encodings
import Primitives
import SQLDatabase

/// How a sign-in request stands for whoever has started it.
package enum RequestOutcome: Sendable, Equatable {
    /// Nobody has answered yet.
    case pending
    /// A device has approved it with the right number.
    case approved(account: AccountID, device: ServiceDeviceID)
    /// A device has denied it, or has approved it with another number.
    case refused
    /// Its time is over, it was used, or there is no such request.
    case expired
}

/// The rules of sign-in requests: an asker has one open at a time, and three that go unapproved in ten minutes.
///
/// Those of all strangers together have the same limits at the devices of a name, but none of them is told: what is
/// answered depends on the asker's own acts, and tells nobody whether a name has an account or signs in just now.
package struct SignInRequests: Sendable {
    /// How long a request waits for its answer.
    static let lifetime = Milliseconds.minute
    /// How long an approval waits to be used.
    static let approvalLifetime = 2 * Milliseconds.minute
    /// How many requests of one name may go unapproved in ``window``.
    static let limit = 3
    /// The length of time in which requests are counted.
    static let window = 10 * Milliseconds.minute
    /// How long requests from where a reported one came reach nobody.
    static let block = Milliseconds.hour
    /// The relying party of requests that the service itself makes.
    static let ownClient = "sparekey"
    let service: ServiceContext

    /// Makes the rules over a service.
    init(_ service: ServiceContext) {
        self.service = service
    }

    /// Starts a request, and returns the number to be shown where the person signs in.
    ///
    /// Nobody is asked where the name has no device that can answer, has reported a request from the same origin within
    /// the last hour, or has as many requests of strangers as it may have; the request then expires like one that nobody
    /// answers. Throws ``ProblemCode/tooManyAttempts`` where the asker itself has one open, or three that nobody has
    /// approved, and ``ProblemCode/signInRequestReported`` where a device asks that is told of a report. `message` is what an application without a page shows beside the number.
    package func start(
        username: String,
        by asker: RequestAsker,
        client: ClientID?,
        application: String,
        place: String,
        message: String? = nil
    ) async throws -> (id: SignInRequestID, number: Int) {
        try await start(
            login: service.keys.login(try LoginName(username)),
            by: asker,
            client: client?.rawValue ?? Self.ownClient,
            application: application,
            place: place,
            message: message
        )
    }

    /// The same for what the database holds of a name; `client` is what the answer's signature binds.
    func start(
        login: [UInt8],
        by asker: RequestAsker,
        client: String,
        application: String,
        place: String,
        message: String?
    ) async throws -> (id: SignInRequestID, number: Int) {
        let scopes = asker.scopes(service.keys, login: login)
        let now = service.now
        // A refusal is returned, not thrown: the notice of it stays.
        typealias Started = (request: StoredRequest, number: Int)
        let outcome = try await service.database.write { transaction -> Result<Started, Problem> in
            let store = RequestStore(transaction: transaction)
            let account = try store.approvingAccount(login: login)
            if let letter = asker.letter {
                try Letters(service).spend(letter, transaction)
            }
            let report = try store.lastReport(scopes.origin, since: now - Self.block)
            if let report, asker.isToldOfReports { return .failure(reported(at: report)) }
            if let end = try own(scopes.asker, store, now: now) {
                try tellMuted(account, asker, scopes.name, store, transaction, now: now)
                return .failure(Problem(.tooManyAttempts, retryAfter: Problem.seconds(until: end, now: now)))
            }
            let isCalm = try asker.isTrusted || isCalm(asker, scopes.name, store, now: now)
            if !isCalm {
                try tellMuted(account, asker, scopes.name, store, transaction, now: now)
            }
            let number = try freeNumber(account, store, now: now)
            let id = SignInRequestID.random()
            let detail = RequestDetail(number: number, application: application, place: place, message: message)
            let request = StoredRequest(
                id: id,
                account: isCalm && report == nil ? account : nil,
                scope: scopes.name,
                asker: scopes.asker,
                origin: scopes.origin,
                client: client,
                test: nil,
                detail: try service.atRest.seal(json: detail, for: .requestDetail(row: id.rawValue)),
                state: .pending,
                created: now,
                changed: now,
                expires: now + Self.lifetime
            )
            try store.insert(request)
            return .success((request, number))
        }
        let (request, number) = try outcome.get()
        try service.live.publish(request)
        return (request.id, number)
    }

    /// What a device is told of whose request was reported: when the next one gets through.
    func reported(at report: Milliseconds) -> Problem {
        Problem(
            .signInRequestReported,
            retryAfter: Problem.seconds(until: report + Self.block, now: service.now)
        )
    }

    /// When an asker that is told of everything may ask again; nil where it may now.
    func waits(_ asker: RequestAsker, login: [UInt8], _ transaction: any SQLTransaction) throws -> Milliseconds? {
        let (store, now) = (RequestStore(transaction: transaction), service.now)
        let scopes = asker.scopes(service.keys, login: login)
        let report = try store.lastReport(scopes.origin, since: now - Self.block)
        return try report.map { $0 + Self.block } ?? own(scopes.asker, store, now: now)
    }

    /// When the asker may ask again; nil where it may now.
    private func own(_ asker: String, _ store: RequestStore, now: Milliseconds) throws -> Milliseconds? {
        if let end = try store.end(ofOpenBy: asker, now: now) { return end }
        let unapproved = try store.unapproved(by: asker, since: now - Self.window)
        return unapproved.count < Self.limit ? nil : unapproved[unapproved.count - Self.limit] + Self.window
    }

    /// Whether the devices of a name may be asked once more for someone who is not trusted.
    private func isCalm(
        _ asker: RequestAsker,
        _ scope: String,
        _ store: RequestStore,
        now: Milliseconds
    ) throws -> Bool {
        let reached = try store.reached(scope, since: now - Self.window)
        return reached.count < asker.groupLimit && (asker.isBesideOthers || !reached.contains { $0.isOpen(at: now) })
    }

    /// Tells the account, where there is one, that strangers have used the requests of its name up.
    private func tellMuted(
        _ account: AccountID?,
        _ asker: RequestAsker,
        _ scope: String,
        _ store: RequestStore,
        _ transaction: any SQLTransaction,
        now: Milliseconds
    ) throws {
        // Looked at for every name, so that the time tells none from another.
        let reached = try store.reached(scope, since: now - Self.window)
        guard let account, !asker.isTrusted, reached.count >= asker.groupLimit else { return }
        try Notices(service).raiseOnce(.requestsMuted, account: account, within: Self.window, transaction)
    }

    /// A number that no open request of the account has: whoever types it for another one is noticed.
    private func freeNumber(_ account: AccountID?, _ store: RequestStore, now: Milliseconds) throws -> Int {
        // A name that nobody can be asked for costs the same look.
        let open = try store.requests(of: account ?? .random(), changedAfter: now - Self.lifetime)
        let taken = try open.filter { $0.state == .pending }.map { try service.atRest.open($0).number }
        return (10...99).filter { !taken.contains($0) }.randomElement() ?? Self.randomNumber()
    }

    /// How a request stands.
    package func outcome(of id: SignInRequestID) async throws -> RequestOutcome {
        let now = service.now
        return try await service.database.read { transaction in
            let store = RequestStore(transaction: transaction)
            guard let request = try store.request(id), request.test == nil else { return .expired }
            switch request.state {
            case .pending: return request.expires > now ? .pending : .expired
            case .denied, .reported, .mismatched: return .refused
            case .withdrawn: return .expired
            case .approved:
                let approval = try store.approval(of: id, after: now - Self.approvalLifetime)
                return approval.map { .approved(account: $0, device: $1) } ?? .expired
            }
        }
    }

    /// Uses an approval up: returns whose it is once, and nil ever after.
    ///
    /// Whoever calls it has made sure that the request is the one it started itself.
    package func consume(_ id: SignInRequestID) async throws -> (account: AccountID, device: ServiceDeviceID)? {
        let now = service.now
        return try await service.database.write { transaction in
            let store = RequestStore(transaction: transaction)
            guard let approval = try store.approval(of: id, after: now - Self.approvalLifetime),
                try store.consume(id, now: now)
            else { return nil }
            return (approval.0, approval.1)
        }
    }

    /// Two digits, of which the first is not 0: people drop it.
    static func randomNumber() -> Int {
        Int.random(in: 10...99)
    }
}
