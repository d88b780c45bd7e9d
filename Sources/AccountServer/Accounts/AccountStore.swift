import AccountAPI
import SQLDatabase

/// The accounts.
struct AccountStore {
    /// The transaction that the statements run in.
    let transaction: any SQLTransaction

    /// What the database holds of an account's user name.
    func login(of account: AccountID) throws -> [UInt8] {
        guard let row = try transaction.row("SELECT login FROM account WHERE id = $1", [account.sql]) else {
            throw Problem(.sessionInvalid)
        }
        return try row.blob("login")
    }

    /// When the last hourly message of a kind went, or goes, to the contacts of an account; 0 if none did.
    func last(_ mail: HourlyMail, of account: AccountID) throws -> Milliseconds {
        let column = mail.rawValue
        return try transaction.row("SELECT \(column) FROM account WHERE id = $1", [account.sql])?.integer(column) ?? 0
    }

    /// Notes when the next one goes.
    func setNext(_ mail: HourlyMail, at moment: Milliseconds, of account: AccountID) throws {
        try transaction.execute(
            "UPDATE account SET \(mail.rawValue) = $2 WHERE id = $1",
            [account.sql, .integer(moment)]
        )
    }

    /// The kind of an account; nil if there is none.
    func kind(of account: AccountID) throws -> AccountKind? {
        try transaction.row("SELECT kind FROM account WHERE id = $1", [account.sql])?.accountKind("kind")
    }

    /// The kind of the account with a name; nil for a name without one.
    func kind(login: [UInt8]) throws -> AccountKind? {
        try transaction.row("SELECT kind FROM account WHERE login = $1", [.blob(login)])?.accountKind("kind")
    }
}
