package import AccountAPI
import SQLDatabase
import Sodium

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

/// The rules of sign-in requests: one is open at a time, three go unapproved in ten minutes, and what is answered to a
/// name tells nobody whether it has an account.
package struct SignInRequests: Sendable {
    /// How long a request waits for its answer.
    static let lifetime = Milliseconds.minute
    /// How long an approval waits to be used.
    static let approvalLifetime = 2 * Milliseconds.minute
    /// How many requests of one name may go unapproved in ``window``.
    static let limit = 3
    /// The length of time in which requests are counted.
    static let window = 10 * Milliseconds.minute
    /// How long a reported client's requests reach nobody.
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
    /// Nobody is asked where the name has no device that can answer, or has reported the client within the last hour;
    /// the request then expires like one that nobody answers. Throws ``ProblemCode/tooManyAttempts`` while one is open
    /// and while the name is muted. `message` is what an application without a page shows beside the number.
    package func start(
        username: String,
        client: ClientID?,
        application: String,
        place: String,
        message: String? = nil
    ) async throws -> (id: SignInRequestID, number: Int) {
        let login = service.keys.login(try LoginName(username))
        let scope = service.keys.attemptScope("sign-in-request", login).hexadecimal
        let client = client?.rawValue ?? Self.ownClient
        let id = SignInRequestID.random()
        let detail = RequestDetail(
            number: Self.randomNumber(),
            application: application,
            place: place,
            message: message
        )
        let sealed = try service.atRest.seal(json: detail, for: .requestDetail(row: id.rawValue))
        let now = service.now
        // A refusal is returned, not thrown: the notice of it stays.
        let outcome = try await service.database.write { transaction -> Result<StoredRequest, Problem> in
            let store = RequestStore(transaction: transaction)
            let account = try store.approvingAccount(login: login)
            if let end = try store.end(ofOpen: scope, now: now) {
                return .failure(Self.tooMany(until: end, now: now))
            }
            let unapproved = try store.unapproved(scope, since: now - Self.window)
            if unapproved.count >= Self.limit {
                // A name without devices costs a write as well: the time must not tell one from the other.
                try Attempts(transaction, now: now).spend(.muted(service.keys, scope))
                if let account {
                    try Notices(service).raiseOnce(.requestsMuted, account: account, within: Self.window, transaction)
                }
                let oldest = unapproved[unapproved.count - Self.limit]
                return .failure(Self.tooMany(until: oldest + Self.window, now: now))
            }
            let isBlocked = try store.isReported(scope, client: client, since: now - Self.block)
            let request = StoredRequest(
                id: id,
                account: isBlocked ? nil : account,
                scope: scope,
                client: client,
                test: nil,
                detail: sealed,
                state: .pending,
                created: now,
                changed: now,
                expires: now + Self.lifetime
            )
            try store.insert(request)
            return .success(request)
        }
        try service.live.publish(try outcome.get())
        return (id, detail.number)
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

    private static func tooMany(until end: Milliseconds, now: Milliseconds) -> Problem {
        Problem(.tooManyAttempts, retryAfter: Int(max(1, (end - now + .second - 1) / .second)))
    }
}
