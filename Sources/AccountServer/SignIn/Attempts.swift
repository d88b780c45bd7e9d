import AccountAPI
import SQLDatabase

/// What may be tried how often: a subject and the windows in which its attempts are counted.
struct AttemptBudget: Sendable {
    /// The name under which the attempts are counted; of one length for every subject.
    let scope: [UInt8]
    /// The windows, each with its own limit.
    let windows: [AttemptWindow]

    /// Wrong passwords of one account, or of one name that has none.
    static func account(_ keys: ServerKeys, login: [UInt8]) -> AttemptBudget {
        AttemptBudget(scope: keys.attemptScope("account", login), windows: AttemptWindow.password)
    }

    /// Wrong passwords typed on one device of the account, out of the reach of strangers.
    static func device(_ keys: ServerKeys, _ device: ServiceDeviceID) -> AttemptBudget {
        AttemptBudget(scope: keys.attemptScope("device", device.bytes), windows: AttemptWindow.password)
    }

    /// Sign-ins from one address.
    static func address(_ keys: ServerKeys, _ address: ClientAddress) -> AttemptBudget {
        .address(scope: keys.attemptScope("address", Array(address.group.utf8)))
    }

    /// Sign-ins from the address whose counters have this name.
    static func address(scope: [UInt8]) -> AttemptBudget {
        AttemptBudget(scope: scope, windows: [AttemptWindow("hour", length: .hour, limit: 300)])
    }

    /// Registrations started from one address.
    static func registration(_ keys: ServerKeys, _ address: ClientAddress) -> AttemptBudget {
        let scope = keys.attemptScope("registration", Array(address.group.utf8))
        return AttemptBudget(scope: scope, windows: [AttemptWindow("hour", length: .hour, limit: 30)])
    }

    /// Password changes and recovery codes started by one account.
    static func credentialChange(_ keys: ServerKeys, _ account: AccountID) -> AttemptBudget {
        let scope = keys.attemptScope("password-change", account.bytes)
        return AttemptBudget(scope: scope, windows: [AttemptWindow("hour", length: .hour, limit: 30)])
    }

    /// Devices added to one account.
    static func newDevices(_ keys: ServerKeys, _ account: AccountID) -> AttemptBudget {
        let scope = keys.attemptScope("new-devices", account.bytes)
        return AttemptBudget(scope: scope, windows: [AttemptWindow("hour", length: .hour, limit: 40)])
    }

    /// Sign-in requests that were not made, because there were too many of one name.
    static func muted(_ keys: ServerKeys, _ scope: String) -> AttemptBudget {
        let scope = keys.attemptScope("muted", Array(scope.utf8))
        return AttemptBudget(scope: scope, windows: [AttemptWindow("hour", length: .hour, limit: .max)])
    }

    /// Codes sent to the contacts of one account.
    static func contactCodes(_ keys: ServerKeys, _ account: AccountID) -> AttemptBudget {
        AttemptBudget(scope: keys.attemptScope("contact-codes", account.bytes), windows: AttemptWindow.contactCodes)
    }

    /// Codes sent by any account to one address that has not verified it: what strangers can send there.
    static func newContact(_ keys: ServerKeys, _ address: ContactAddress) -> AttemptBudget {
        let scope = keys.attemptScope("new-contact", Array(address.comparable.utf8))
        return AttemptBudget(scope: scope, windows: AttemptWindow.contactCodes)
    }

    /// Wrong verification codes of one account, or of one name that has none.
    static func code(_ keys: ServerKeys, login: [UInt8]) -> AttemptBudget {
        AttemptBudget(scope: keys.attemptScope("code", login), windows: AttemptWindow.code)
    }

    /// Enrollment codes from one address that are not good.
    static func enrollment(_ keys: ServerKeys, _ address: ClientAddress) -> AttemptBudget {
        let scope = keys.attemptScope("enrollment", Array(address.group.utf8))
        return AttemptBudget(scope: scope, windows: [AttemptWindow("hour", length: .hour, limit: 30)])
    }

    /// How often one enrollment code that is not good is told of.
    static func enrollmentAlarm(_ keys: ServerKeys, _ enrollment: String) -> AttemptBudget {
        let scope = keys.attemptScope("enrollment-alarm", Array(enrollment.utf8))
        return AttemptBudget(scope: scope, windows: [AttemptWindow("hour", length: .hour, limit: 3)])
    }

    /// Wrong verification codes of one name where nothing but the code is asked for.
    static func codeAlone(_ keys: ServerKeys, login: [UInt8]) -> AttemptBudget {
        let scope = keys.attemptScope("code-alone", login)
        return AttemptBudget(scope: scope, windows: [AttemptWindow("day", length: .day, limit: 20)])
    }

    /// Sign-ins on a page from one address.
    static func page(_ keys: ServerKeys, _ address: ClientAddress) -> AttemptBudget {
        let scope = keys.attemptScope("page", Array(address.group.utf8))
        return AttemptBudget(scope: scope, windows: [AttemptWindow("hour", length: .hour, limit: 300)])
    }
}

/// A limit on attempts in a length of time.
struct AttemptWindow: Sendable {
    /// Keeps the windows of one scope apart.
    let label: String
    /// How long the window lasts.
    let length: Milliseconds
    /// How many attempts it allows.
    let limit: Int64
    /// Whether it counts attempts in a row: it begins at the last success and ends `length` after the last attempt.
    let isStreak: Bool

    /// Describes a window.
    init(_ label: String, length: Milliseconds, limit: Int64, isStreak: Bool = false) {
        self.label = label
        self.length = length
        self.limit = limit
        self.isStreak = isStreak
    }

    /// The limits of wrong passwords.
    static let password = [
        AttemptWindow("hour", length: .hour, limit: 10),
        AttemptWindow("day", length: .day, limit: 30),
        AttemptWindow("streak", length: 7 * .day, limit: 100, isStreak: true),
    ]

    /// The limits of codes sent to contacts.
    static let contactCodes = [
        AttemptWindow("hour", length: .hour, limit: 5),
        AttemptWindow("day", length: .day, limit: 20),
    ]

    /// The limits of wrong verification codes; six digits on five devices are worth guessing for days on end.
    static let code = [
        AttemptWindow("quarter", length: 15 * .minute, limit: 5),
        AttemptWindow("day", length: .day, limit: 30),
    ]

    /// When the window of a moment began.
    func start(at now: Milliseconds) -> Milliseconds {
        isStreak ? 0 : now / length * length
    }

    /// When the window of a moment ends.
    func end(at now: Milliseconds) -> Milliseconds {
        isStreak ? now + length : start(at: now) + length
    }
}

/// Spends attempts before anything is evaluated, and gives them back after a success.
struct Attempts {
    private let store: AttemptStore
    private let now: Milliseconds

    /// Works inside a transaction.
    init(_ transaction: any SQLTransaction, now: Milliseconds) {
        store = AttemptStore(transaction: transaction)
        self.now = now
    }

    /// Spends one attempt in every window and returns how many are left in the tightest.
    ///
    /// Throws ``ProblemCode/tooManyAttempts`` if a window has none left; the transaction then undoes the others.
    @discardableResult
    func spend(_ budget: AttemptBudget) throws -> Int {
        let left = try budget.windows.map { window in
            guard let count = try store.spend(budget.scope, window, now: now) else {
                let end = try store.end(budget.scope, window, now: now)
                let seconds = max(1, (end - now + .second - 1) / .second)
                throw Problem(.tooManyAttempts, retryAfter: Int(seconds))
            }
            return Int(window.limit - count)
        }
        return left.min() ?? 0
    }

    /// Gives an attempt back that was spent at a moment, and ends the streak.
    func giveBack(_ budget: AttemptBudget, spentAt spent: Milliseconds) throws {
        for window in budget.windows {
            try store.giveBack(budget.scope, window, spentAt: spent)
        }
    }

    /// Ends the streak of a subject that has succeeded by another way.
    func endStreak(_ budget: AttemptBudget) throws {
        for window in budget.windows where window.isStreak {
            try store.giveBack(budget.scope, window, spentAt: now)
        }
    }
}
