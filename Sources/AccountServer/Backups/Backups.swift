import AccountAPI
import SQLDatabase

/// The rules of the wrapped backup key and of the head.
struct Backups: Sendable {
    /// The length of a wrapped key: nonce, key, tag.
    static let wrappedKeyLength = 72
    /// How long a deleted backup can be brought back.
    static let grace = 30 * Milliseconds.day
    private static let hashLength = 32
    private static let macLength = 32
    private let service: ServiceContext

    /// Makes the rules over a service.
    init(_ service: ServiceContext) {
        self.service = service
    }

    /// The backup of the session's account.
    func read(for session: Session) async throws -> ReadBackup.Response {
        let now = service.now
        let backup = try await service.database.read { transaction in
            try BackupStore(transaction: transaction).backup(of: session.account, now: now)
        }
        return ReadBackup.Response(backup: backup)
    }

    /// Keeps the wrapped key of a new backup; a repetition of the same request changes nothing.
    func create(_ request: CreateBackup.Request, for session: Session) async throws {
        guard request.wrappedKey.bytes.count == Self.wrappedKeyLength, request.replaces != request.id else {
            throw Problem(.invalidRequest)
        }
        let now = service.now
        try await service.database.write { transaction in
            let store = BackupStore(transaction: transaction)
            try store.purge(of: session.account, now: now)
            guard try !store.insert(request, for: session.account) else { return }
            let backup = try store.backup(of: session.account, now: now)
            let isRepetition =
                backup?.id == request.id && backup?.epoch == request.epoch && backup?.wrappedKey == request.wrappedKey
                && backup?.deleted == nil
            guard isRepetition else { throw Problem(.backupExists) }
        }
    }

    /// Moves the head on by one generation if it is where the request expects it.
    func advance(_ request: AdvanceHead.Request, for session: Session) async throws {
        let head = request.head
        guard head.hash.bytes.count == Self.hashLength, head.mac.bytes.count == Self.macLength,
            Int64(exactly: head.generation) != nil, request.previous < head.generation,
            head.generation - request.previous == 1
        else { throw Problem(.invalidRequest) }
        let now = service.now
        try await service.database.write { transaction in
            let store = BackupStore(transaction: transaction)
            guard try !store.advance(request, for: session.account) else { return }
            guard let backup = try store.backup(of: session.account, now: now), backup.id == request.id else {
                throw Problem(.noSuchBackup)
            }
            guard backup.deleted == nil else { throw Problem(.backupDeleted) }
            // The answer to the same request may have been lost.
            guard backup.head == head else { throw Problem(.headMoved) }
        }
    }

    /// Marks the backup as deleted; a second time changes nothing.
    func delete(_ request: DeleteBackup.Request, for session: Session) async throws -> DeleteBackup.Response {
        let now = service.now
        let deleted = try await service.database.write { transaction in
            try BackupStore(transaction: transaction).delete(request.id, of: session.account, now: now)
        }
        guard let deleted else { throw Problem(.noSuchBackup) }
        return DeleteBackup.Response(restorableUntil: deleted + Self.grace)
    }

    /// Brings a deleted backup back.
    func restore(_ request: RestoreBackup.Request, for session: Session) async throws {
        let now = service.now
        let isRestored = try await service.database.write { transaction in
            try BackupStore(transaction: transaction).restore(request.id, of: session.account, now: now)
        }
        guard isRestored else { throw Problem(.noSuchBackup) }
    }
}
