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
    func give(_ account: AccountID, _ client: ClientID, scopes: [Scope], email: EmailChoice?) async throws {
        let now = service.now
        try await service.database.write { transaction in
            let store = ConsentStore(transaction: transaction, service: service)
            try store.add(account, client, scopes, now: now)
            if let email {
                try store.set(account, client, email: email)
            }
        }
    }

    /// The addresses that an account can let an application know, and which of them it has chosen.
    func emails(of account: AccountID, for client: ClientID) async throws
        -> (addresses: [VerifiedEmail], chosen: EmailChoice?)
    {
        try await service.database.read { transaction in
            let addresses = try VerifiedEmail.all(of: account, service, transaction)
            let given = try ConsentStore(transaction: transaction, service: service).consent(account, client)
            return (addresses, given.decides(on: addresses) ? given.email : nil)
        }
    }

    /// The applications that an account has agreed to, the latest first.
    func list(_ account: AccountID) async throws -> [Consent] {
        try await service.database.read { transaction in
            let addresses = try VerifiedEmail.all(of: account, service, transaction).map(\.id)
            return try ConsentStore(transaction: transaction, service: service).all(account, addresses: addresses)
        }
    }

    /// Whether an account is a member's, which has no contacts.
    func isMember(_ account: AccountID) async throws -> Bool {
        try await service.database.read { try MemberStore(transaction: $0).member(account) != nil }
    }

    /// Takes consent back; the tokens of the application are worthless from then on.
    func revoke(_ account: AccountID, _ client: ClientID) async throws {
        try await service.database.write { transaction in
            try ConsentStore(transaction: transaction, service: service).delete(account, client)
            try GrantStore(transaction: transaction, service: service).delete(account, client)
        }
    }
}
