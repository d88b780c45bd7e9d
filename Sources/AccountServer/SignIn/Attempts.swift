import AccountAPI
import SQLDatabase

/// Spends attempts before anything is evaluated, and gives them back after a success.
struct Attempts {
    private let store: AttemptStore
    private let letters: LetterStore
    private let now: Milliseconds

    /// Works inside a transaction.
    init(_ transaction: any SQLTransaction, now: Milliseconds) {
        store = AttemptStore(transaction: transaction)
        letters = LetterStore(transaction: transaction)
        self.now = now
    }

    /// Spends one attempt in every window and returns how many are left in the tightest.
    ///
    /// Throws the refusal of the budget's kind if a window has none left; the transaction then undoes the others.
    @discardableResult
    func spend(_ budget: AttemptBudget) throws -> Int {
        let left = try budget.kind.windows.map { window in
            guard let count = try store.spend(budget.scope, window, now: now) else {
                let end = try store.end(budget.scope, window, now: now)
                throw Problem(budget.kind.refusal, retryAfter: Problem.seconds(until: end, now: now))
            }
            return Int(window.limit - count)
        }
        return left.min() ?? 0
    }

    /// Spends one attempt of each budget, and returns how many are left of those that belong to a name or a device:
    /// what an address has left says nothing about an account.
    @discardableResult
    func spend(_ budgets: [AttemptBudget]) throws -> Int {
        let left = try budgets.map { budget in (budget.kind.refusal, try spend(budget)) }
        let own = left.filter { $0.0 != .tooManyFromAddress }
        return (own.isEmpty ? left : own).map(\.1).min() ?? 0
    }

    /// When all budgets have attempts again; nil where they have some now.
    ///
    /// Nothing is spent.
    func waits(_ budgets: [AttemptBudget]) throws -> Milliseconds? {
        try budgets.flatMap { budget in
            try budget.kind.windows.compactMap { try store.spent(budget.scope, $0, now: now) }
        }.max()
    }

    /// Spends what sending a code to a contact costs.
    func spendCode(_ budgets: [AttemptBudget]) throws {
        do {
            try spend(budgets)
        } catch let problem as Problem {
            throw Problem(.tooManyContactCodes, retryAfter: problem.retryAfter)
        }
    }

    /// Gives back what one attempt has spent: an attempt of each budget, and a try of a letter.
    func giveBack(_ budgets: [AttemptBudget], _ letter: LetterID? = nil, spentAt spent: Milliseconds) throws {
        for budget in budgets {
            try giveBack(budget, spentAt: spent)
        }
        if let letter { try letters.giveBack(letter) }
    }

    /// Gives an attempt back that was spent at a moment.
    func giveBack(_ budget: AttemptBudget, spentAt spent: Milliseconds) throws {
        for window in budget.kind.windows {
            try store.giveBack(budget.scope, window, spentAt: spent)
        }
    }
}

extension Problem {
    /// The seconds until a moment, at least one.
    static func seconds(until end: Milliseconds, now: Milliseconds) -> Int {
        Int(max(1, (end - now + .second - 1) / .second))
    }
}
