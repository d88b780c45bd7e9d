import AccountAPI
import SQLDatabase

/// What an account has let an application do: it has agreed, approved a request, or signed in where nobody is asked.
struct Consent: Sendable {
    let client: ClientID
    /// The application's name.
    let name: String
    let scopes: [Scope]
    let given: Milliseconds
}

/// The rules of consent.
struct Consents: Sendable {
    private let service: ServiceContext

    /// Makes the rules over a service.
    init(_ service: ServiceContext) {
        self.service = service
    }

    /// Notes that the account agrees to these scopes, beside those that it has agreed to.
    func give(_ account: AccountID, _ client: ClientID, scopes: [Scope]) async throws {
        let now = service.now
        try await service.database.write { transaction in
            try ConsentStore(transaction: transaction).add(account, client, scopes, now: now)
        }
    }

    /// The applications that an account has agreed to, the latest first.
    func list(_ account: AccountID) async throws -> [Consent] {
        try await service.database.read { try ConsentStore(transaction: $0).all(account) }
    }

    /// Takes consent back; the tokens of the application are worthless from then on.
    func revoke(_ account: AccountID, _ client: ClientID) async throws {
        try await service.database.write { transaction in
            try ConsentStore(transaction: transaction).delete(account, client)
            try GrantStore(transaction: transaction, service: service).delete(account, client)
        }
    }
}

/// What accounts have agreed to.
struct ConsentStore {
    /// The transaction that the statements run in.
    let transaction: any SQLTransaction

    /// The scopes that an account has agreed to for an application.
    func scopes(_ account: AccountID, _ client: ClientID) throws -> Set<Scope> {
        let row = try transaction.row(
            "SELECT scopes FROM consent WHERE account = $1 AND client = $2",
            [account.sql, client.sql]
        )
        return Set(Scope.read(try row?.text("scopes") ?? ""))
    }

    /// Notes scopes beside those of before; nothing changes where all of them are there.
    func add(_ account: AccountID, _ client: ClientID, _ scopes: [Scope], now: Milliseconds) throws {
        let known = try self.scopes(account, client)
        guard !known.isSuperset(of: scopes) else { return }
        let all = known.union(scopes)
        try set(account, client, Scope.allCases.filter(all.contains), now: now)
    }

    private func set(_ account: AccountID, _ client: ClientID, _ scopes: [Scope], now: Milliseconds) throws {
        try transaction.execute(
            """
            INSERT INTO consent (account, client, scopes, given) VALUES ($1, $2, $3, $4)
            ON CONFLICT (account, client) DO UPDATE SET scopes = $3, given = $4
            """,
            [account.sql, client.sql, .text(Scope.write(scopes)), .integer(now)]
        )
    }

    /// What an account has agreed to, the latest first.
    func all(_ account: AccountID) throws -> [Consent] {
        let sql = """
            SELECT consent.client, client.name, consent.scopes, consent.given FROM consent
            JOIN client ON client.id = consent.client WHERE consent.account = $1
            ORDER BY consent.given DESC, consent.client
            """
        return try transaction.rows(sql, [account.sql]).map { row in
            Consent(
                client: try row.id("client"),
                name: try row.text("name"),
                scopes: Scope.read(try row.text("scopes")),
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
}
