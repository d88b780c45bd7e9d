import AccountAPI
import Logging
import Primitives
import SQLDatabase

/// The rules of the codes of eight digits that go to contacts, wherever one is typed: how one is made, sent and checked.
struct ContactCodes: Sendable {
    /// How long a code waits to be typed.
    static let lifetime = 10 * Milliseconds.minute
    /// How often a code may be typed.
    static let tries: Int64 = 5
    private static let digits = 8
    private let service: ServiceContext

    /// A code on which a try was spent.
    struct Spent {
        /// The sealed code.
        let code: [UInt8]
        /// How many tries were spent on it so far.
        let tries: Int64
    }

    /// Makes the rules over a service.
    init(_ service: ServiceContext) {
        self.service = service
    }

    /// A code that nobody can foresee.
    static func new() -> String {
        let number = String(Int.random(in: 0..<100_000_000))
        return String(repeating: "0", count: digits - number.utf8.count) + number
    }

    /// The form of a code in which it is kept; `row` names where.
    func seal(_ code: String, row: String) throws -> [UInt8] {
        try service.atRest.seal(Array(code.utf8), for: .contactCode(row: row))
    }

    /// The digits of a code as someone has typed it; no try is spent on what cannot be one.
    func digits(of typed: String) throws -> [UInt8] {
        let digits = typed.utf8.filter { $0 != UInt8(ascii: " ") }
        guard digits.count == Self.digits, digits.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw Problem(.contactCodeRefused)
        }
        return digits
    }

    /// Compares digits with the code on which a try was spent, if there was one.
    ///
    /// A refusal is returned, not thrown: the try that was spent stays so.
    func check(_ digits: [UInt8], _ spent: Spent?, row: String) throws -> Result<Void, Problem> {
        guard let spent else { return .failure(Problem(.contactCodeExpired)) }
        let code = try service.atRest.open(spent.code, from: .contactCode(row: row))
        guard constantTimeEqual(code, digits) else {
            return .failure(Problem(.contactCodeRefused, attemptsLeft: Int(Self.tries - spent.tries)))
        }
        return .success(())
    }

    /// Sends a code; one that could not be sent is forgotten, and what it has cost given back.
    func send(
        _ message: Message,
        cost: [AttemptBudget],
        at spent: Milliseconds,
        forget: @escaping @Sendable (any SQLTransaction) throws -> Void
    ) async throws {
        do {
            try await service.messages.send(message)
        } catch {
            let failure = MessageError(of: error)
            service.log.warning("could not send a message", metadata: ["error": "\(failure)"])
            try await service.database.write { transaction in
                try forget(transaction)
                guard failure.isUnsent else { return }
                try Attempts(transaction, now: spent).giveBack(cost, spentAt: spent)
            }
            throw Problem(.contactNotSent)
        }
    }
}

extension MessageError {
    /// Whether the message certainly did not leave, for a reason that does not depend on the recipient.
    fileprivate var isUnsent: Bool {
        switch self {
        case .silent, .badAnswer, .refused, .invalidRecipient: false
        case .notSetUp, .outboxUnwritable, .unreachable, .untrusted, .noTLS, .authoritiesUnusable, .signInRefused,
            .busy:
            true
        }
    }
}
