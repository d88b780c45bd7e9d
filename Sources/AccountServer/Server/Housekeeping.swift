import Logging
import SQLDatabase
import Synchronization

/// Deletes what has expired and tells of new devices again, in small steps, whether anyone asks the service or not.
final class Housekeeping: Sendable {
    private static let interval = Milliseconds.minute
    private static let step = 500
    /// How many steps are made at once where one is not enough.
    private static let steps = 10
    /// The tables whose rows are gone once they have expired, each with a column that tells some of them from others.
    static let expiring: [(table: String, key: String)] = [
        ("registration", "id"), ("sign_in", "id"), ("session", "id"), ("attempt", "scope"),
        ("contact_proof", "id"), ("contact", "id"), ("notice", "id"), ("evidence", "holder"),
        ("contact_shown", "holder"), ("replaced", "id"), ("removal", "device"),
        ("web_session", "id"), ("openid_grant", "id"), ("openid_code", "id"), ("openid_token", "id"),
        ("openid_backchannel", "id"), ("letter", "id"), ("browser_proof", "browser"),
    ]
    /// Asks all of them at once, because mostly nothing has expired in any.
    private static let whereExpired = expiring.map { table, _ in
        "SELECT '\(table)' AS name WHERE EXISTS (SELECT 1 FROM \(table) WHERE expires <= $1)"
    }.joined(separator: " UNION ALL ")
    private let service: ServiceContext
    private let log: Logger
    private let due: Mutex<Milliseconds>

    /// Begins now, so that the first step comes a while after the start.
    init(_ service: ServiceContext, log: Logger) {
        self.service = service
        self.log = log
        due = Mutex(service.now + Self.interval)
    }

    /// Does what has become due since the last time, once a minute at most.
    func run() async {
        let now = service.now
        let isDue = due.withLock { due in
            defer { due = due <= now ? now + Self.interval : due }
            return due <= now
        }
        guard isDue else { return }
        do {
            for _ in 0..<Self.steps where try await !purge(now: now) { break }
        } catch {
            log.warning("could not delete what has expired")
        }
    }

    /// Tells of new devices that nobody was told of while the service did not run, before it answers anyone.
    func catchUp() async throws {
        let reminders = Reminders(service)
        while try await service.database.write({ try reminders.raiseDue(limit: Self.step, $0) }) {}
    }

    /// Deletes some of what has expired; true if there may be more.
    private func purge(now: Milliseconds) async throws -> Bool {
        try await service.database.write { [service] transaction in
            var hasMore = false
            let expired = try transaction.rows(Self.whereExpired, [.integer(now)]).map { try $0.text("name") }
            for (table, key) in Self.expiring where expired.contains(table) {
                let deleted = try transaction.rows(
                    """
                    DELETE FROM \(table) WHERE expires <= $1
                        AND \(key) IN (SELECT \(key) FROM \(table) WHERE expires <= $1 LIMIT $2)
                        RETURNING \(key)
                    """,
                    [.integer(now), .integer(Int64(Self.step))]
                )
                hasMore = hasMore || deleted.count >= Self.step
            }
            try BackupStore(transaction: transaction).purge(now: now, limit: Int64(Self.step))
            try RequestStore(transaction: transaction).purge(
                endedBefore: now - 2 * SignInRequests.block,
                unheardBefore: now - SignInRequests.window,
                limit: Int64(Self.step)
            )
            try DeviceStore(transaction: transaction)
                .purge(suspendedBefore: now - ReplacedStore.lifetime, limit: Int64(Self.step))
            try AccountStore(transaction: transaction).purgeRetired(now: now, limit: Int64(Self.step))
            try EnrollmentStore(transaction: transaction).purge(now: now, limit: Int64(Self.step))
            return try Reminders(service).raiseDue(limit: Self.step, transaction) || hasMore
        }
    }
}
