import AccountAPI
import SQLDatabase

/// What an account has agreed to for an application.
struct GivenConsent: Sendable {
    var scopes: Set<Scope> = []
    /// Which address it may know; nil where there was none to choose.
    var email: EmailChoice?

    /// Whether the choice of an address still stands.
    func decides(on addresses: [VerifiedEmail]) -> Bool {
        switch email {
        case .declined: true
        case .contact(let id): addresses.contains { $0.id == id }
        case nil: false
        }
    }
}

/// What accounts have agreed to.
struct ConsentStore {
    /// The transaction that the statements run in.
    let transaction: any SQLTransaction
    /// Opens the names of applications.
    let service: ServiceContext

    /// What an account has agreed to for an application.
    func consent(_ account: AccountID, _ client: ClientID) throws -> GivenConsent {
        let row = try transaction.row(
            "SELECT scopes, email FROM consent WHERE account = $1 AND client = $2",
            [account.sql, client.sql]
        )
        guard let row else { return GivenConsent() }
        return GivenConsent(scopes: Set(Scope.read(try row.text("scopes"))), email: try Self.email(row))
    }

    /// Notes scopes beside those of before; nothing changes where all of them are there.
    func add(_ account: AccountID, _ client: ClientID, _ scopes: [Scope], now: Milliseconds) throws {
        let known = try consent(account, client).scopes
        guard !known.isSuperset(of: scopes) else { return }
        let all = known.union(scopes)
        try transaction.execute(
            """
            INSERT INTO consent (account, client, scopes, given) VALUES ($1, $2, $3, $4)
            ON CONFLICT (account, client) DO UPDATE SET scopes = $3, given = $4
            """,
            [
                account.sql, client.sql, .text(Scope.write(Scope.allCases.filter(all.contains))), .integer(now),
            ]
        )
    }

    /// Notes which address an application may know.
    func set(_ account: AccountID, _ client: ClientID, email: EmailChoice) throws {
        try transaction.execute(
            "UPDATE consent SET email = $3 WHERE account = $1 AND client = $2",
            [account.sql, client.sql, .text(email.text)]
        )
    }

    /// Notes a sign-in like a consent.
    ///
    /// An application that asks nobody is told the account's oldest address: whoever runs the service has said so.
    func note(_ account: AccountID, _ party: RelyingParty, _ scopes: [Scope], now: Milliseconds) throws {
        try add(account, party.id, scopes, now: now)
        guard !party.settings.needsConsent, scopes.contains(.email) else { return }
        let addresses = try VerifiedEmail.all(of: account, service, transaction)
        guard let oldest = addresses.first, try !consent(account, party.id).decides(on: addresses) else { return }
        try set(account, party.id, email: .contact(oldest.id))
    }

    /// What an account has agreed to, the latest first.
    ///
    /// The scope `email` is left out where the application is told none of these addresses.
    func all(_ account: AccountID, addresses: [ContactID]) throws -> [Consent] {
        let sql = """
            SELECT * FROM consent WHERE account = $1 ORDER BY given DESC, client
            """
        return try transaction.rows(sql, [account.sql]).compactMap { row in
            let id: ClientID = try row.id("client")
            guard let party = try RelyingPartyStore(transaction: transaction, service: service).party(id) else {
                return nil
            }
            let email = try Self.email(row)
            let tellsAddress = addresses.contains { email == .contact($0) }
            return Consent(
                client: id,
                name: party.name,
                scopes: Scope.read(try row.text("scopes")).filter { $0 != .email || tellsAddress },
                given: try row.integer("given")
            )
        }
    }

    /// Forgets what an account has agreed to for an application.
    func delete(_ account: AccountID, _ client: ClientID) throws {
        try transaction.execute(
            "DELETE FROM consent WHERE account = $1 AND client = $2",
            [account.sql, client.sql]
        )
    }

    private static func email(_ row: SQLRow) throws -> EmailChoice? {
        try row.optionalText("email").flatMap(EmailChoice.init)
    }
}
