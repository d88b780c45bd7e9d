import AccountAPI
import Encodings
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

    /// The backup of the session's account, with the key wrapped under the credential that opened the session.
    func read(for session: Session) async throws -> ReadBackup.Response {
        let now = service.now
        let backup = try await service.database.read { transaction in
            let store = BackupStore(transaction: transaction)
            let backup = try store.backup(of: session.account, session.kind, now: now)
            // What is wrapped under a newer code is of no use to a session of the old one.
            guard session.isLimited, let code = session.credential,
                try SignInStore(transaction: transaction).kind(of: code, account: session.account) == nil
            else { return backup }
            return backup?.withoutKey
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
            try authorizeWraps(request.recovery, session, transaction)
            let store = BackupStore(transaction: transaction)
            try store.purge(of: session.account, now: now)
            // The first backup of an account is anyone's to make; another one takes its place.
            let present = try store.backup(of: session.account, now: now)
            if let present, present.id == request.replaces {
                try Evidence(service).require(.replaceBackupKey, session, transaction)
            }
            if try store.insert(request, for: session.account) {
                // The first backup of an account endangers nobody's.
                if present != nil { try tell(.backupKeyReplaced, session, transaction) }
                return
            }
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
        guard Self.isPlausible(head, after: request.previous) else { throw Problem(.invalidRequest) }
        let now = service.now
        try await service.database.write { transaction in
            let store = BackupStore(transaction: transaction)
            let newcomer = try newcomer(session, transaction)
            guard try !store.advance(request, for: session.account, by: newcomer) else { return }
            guard let backup = try store.backup(of: session.account, now: now), backup.id == request.id else {
                throw Problem(.noSuchBackup)
            }
            guard backup.deleted == nil else { throw Problem(.backupDeleted) }
            // The answer to the same request may have been lost.
            guard backup.head == head else { throw Problem(.headMoved) }
        }
    }

    /// The device of a session, or the session where it has none; nil for a device that is settled.
    private func newcomer(_ session: Session, _ transaction: any SQLTransaction) throws -> String? {
        guard let id = session.device else { return session.id.rawValue }
        try Settling(service).settleDue(in: session.account, transaction)
        return try DeviceStore(transaction: transaction).device(id)?.settled == nil ? id.rawValue : nil
    }

    /// Moves the head and the backup key on if both are where the request expects them.
    func advance(_ request: AdvanceEpoch.Request, for session: Session) async throws {
        let head = request.head
        guard Self.isPlausible(head, after: request.previous), head.epoch > 0,
            request.wrappedKey.bytes.count == Self.wrappedKeyLength
        else { throw Problem(.invalidRequest) }
        let now = service.now
        try await service.database.write { transaction in
            let store = BackupStore(transaction: transaction)
            guard let backup = try store.backup(of: session.account, now: now), backup.id == request.id else {
                throw Problem(.noSuchBackup)
            }
            guard backup.deleted == nil else { throw Problem(.backupDeleted) }
            // The answer to the same request may have been lost, and a wrap been renewed since.
            if backup.head == head { return }
            try Evidence(service).require(.replaceBackupKey, session, transaction) {
                try authorizeWraps(request.recovery, session, transaction)
                guard backup.head?.generation ?? 0 == request.previous else { throw Problem(.headMoved) }
            }
            guard try store.advance(request, for: session.account) else { throw Problem(.headMoved) }
            try tell(.backupKeyReplaced, session, transaction)
        }
    }

    /// Throws unless the key can have been wrapped under the credentials that the account has now.
    ///
    /// A key wrapped under a password or a code that was replaced meanwhile would open for nobody.
    private func authorizeWraps(
        _ recovery: RecoveryWrap?,
        _ session: Session,
        _ transaction: any SQLTransaction
    ) throws {
        try Sessions.authorizeChange(session, transaction)
        guard let recovery else { return }
        guard recovery.wrappedKey.bytes.count == Self.wrappedKeyLength else { throw Problem(.invalidRequest) }
        let store = SignInStore(transaction: transaction)
        guard try store.kind(of: recovery.credential, account: session.account) == .recoveryCode else {
            throw Problem(.expired)
        }
    }

    /// Whether a head has the form of one and follows a generation.
    private static func isPlausible(_ head: SnapshotHead, after previous: UInt64) -> Bool {
        head.hash.bytes.count == hashLength && head.mac.bytes.count == macLength
            && Int64(exactly: head.generation) != nil && previous < head.generation
            && head.generation - previous == 1
    }

    /// Marks the backup as deleted; a second time changes nothing.
    func delete(_ request: DeleteBackup.Request, for session: Session) async throws -> DeleteBackup.Response {
        let now = service.now
        let deleted = try await service.database.write { transaction in
            let store = BackupStore(transaction: transaction)
            let present = try store.backup(of: session.account, now: now)
            let isThere = present?.id == request.id && present?.deleted == nil
            try Evidence(service).require(.deleteBackup, session, isChange: isThere, transaction) {
                guard present?.id == request.id else { throw Problem(.noSuchBackup) }
            }
            guard let deleted = try store.delete(request.id, of: session.account, now: now) else {
                throw Problem(.noSuchBackup)
            }
            if isThere { try tell(.backupDeleted, session, transaction) }
            return deleted
        }
        return DeleteBackup.Response(restorableUntil: deleted + Self.grace)
    }

    /// Tells the account's other devices and its contacts of what the session's device did to the backup.
    private func tell(_ kind: NoticeKind, _ session: Session, _ transaction: any SQLTransaction) throws {
        try Notices(service).raiseHourly(kind, account: session.account, by: session.device, transaction)
    }

    /// Brings a deleted backup back, for someone who has just typed the password.
    func restore(_ request: RestoreBackup.Request, for session: Session) async throws {
        let now = service.now
        let isRestored = try await service.database.write { transaction in
            try Sessions.authorizeChange(session, transaction)
            _ = try Evidence(service).requireSecret(session, andMore: false, transaction)
            return try BackupStore(transaction: transaction).restore(request.id, of: session.account, now: now)
        }
        guard isRestored else { throw Problem(.noSuchBackup) }
    }
}

extension StoredBackup {
    /// The same without the wrapped key.
    fileprivate var withoutKey: StoredBackup {
        StoredBackup(
            id: id,
            epoch: epoch,
            wrappedKey: nil,
            head: head,
            settledHead: settledHead,
            deleted: deleted,
            restorableUntil: restorableUntil
        )
    }
}
