import Foundation
import Logging
import SQLDatabase

/// Tries what the service claims to do: writes to the database, and reads the keys of ID tokens.
///
/// Anyone may ask, so that an answer holds for a second.
actor HealthCheck {
    private static let lifetime = Duration.seconds(1)
    private let database: any SQLEngine
    private let signingKeys: SigningKeyStore
    private let folder: DataFolder
    private let log: Logger
    private var last: (at: ContinuousClock.Instant, isWell: Bool)?
    private var isTrying = false

    /// Makes the check of a service.
    init(_ service: ServiceContext, signingKeys: SigningKeyStore, folder: DataFolder) {
        database = service.database
        log = service.log
        self.signingKeys = signingKeys
        self.folder = folder
    }

    /// Whether the service does what it claims to do.
    func isWell() async -> Bool {
        if let last, isTrying || ContinuousClock.now - last.at < Self.lifetime { return last.isWell }
        isTrying = true
        defer { isTrying = false }
        let isWell = await attempt()
        last = (ContinuousClock.now, isWell)
        return isWell
    }

    private func attempt() async -> Bool {
        do {
            _ = try signingKeys.present()
            try await Self.tryWrite(database, at: Date())
            // A small mark may still fit into what the database holds already.
            if let space = folder.freeSpace, space < Diagnosis.leastSpace { throw SQLDatabaseError.full }
            return true
        } catch {
            // The errors of database and keys hold no values.
            log.error("the service is not well", metadata: ["error": "\(error)"])
            return false
        }
    }

    /// Writes a mark and reads it again.
    static func tryWrite(_ database: any SQLEngine, at date: Date) async throws {
        let mark = String(date.milliseconds)
        let kept = try await database.write { transaction in
            try transaction.row(
                """
                INSERT INTO service (name, value) VALUES ('probe', $1)
                ON CONFLICT (name) DO UPDATE SET value = excluded.value RETURNING value
                """,
                [.text(mark)]
            )?.text("value")
        }
        guard kept == mark else { throw SQLDatabaseError.damaged }
    }
}
