import SQLDatabase

/// The accounts.
struct AccountStore {
    /// The transaction that the statements run in.
    let transaction: any SQLTransaction

    /// The kind of the account with a name; nil for a name without one.
    func kind(login: [UInt8]) throws -> AccountKind? {
        try transaction.row("SELECT kind FROM account WHERE login = $1", [.blob(login)])?.accountKind("kind")
    }
}
