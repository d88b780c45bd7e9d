import AccountAPI
import SQLDatabase

/// The kinds of account.
enum AccountKind: String, Sendable {
    /// A person's own, with a password: its codes have eight digits.
    case personal
    /// That of an organisation's member, without a password, contacts or a backup: its codes have six digits.
    case member

    /// How many digits the codes of such an account have.
    var digits: Int {
        switch self {
        case .personal: 8
        case .member: 6
        }
    }

    /// How many devices such an account may have.
    var deviceLimit: Int {
        switch self {
        case .personal: 20
        case .member: 5
        }
    }
}

extension SQLRow {
    /// The kind of account in a column.
    func accountKind(_ column: String) throws -> AccountKind {
        guard let kind = AccountKind(rawValue: try text(column)) else {
            throw SQLDatabaseError.unexpectedColumn(column)
        }
        return kind
    }
}
