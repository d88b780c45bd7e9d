import AccountAPI
import Encodings
import SQLDatabase

/// Reads out what the service holds of a person, but for secrets.
struct AccountExport: Sendable {
    private let service: ServiceContext

    /// Reads from a service.
    init(_ service: ServiceContext) {
        self.service = service
    }

    /// Everything that belongs to the session's account.
    func export(for session: Session) async throws -> ExportAccount.Response {
        let account = session.account
        return try await service.database.write { transaction in
            try Evidence(service).require(.exportAccount, session, transaction)
            let made = SignInStore(transaction: transaction)
            let sql = "SELECT created FROM account WHERE id = $1"
            guard let row = try transaction.row(sql, [account.sql]) else { throw Problem(.sessionInvalid) }
            return ExportAccount.Response(
                exported: service.now,
                account: account,
                created: try row.integer("created"),
                passwordSet: try made.made(.password, of: account),
                recoveryCodeMade: try made.made(.recoveryCode, of: account),
                contacts: try contacts(of: account, transaction),
                devices: try devices(of: account, transaction),
                browserSessions: try browserSessions(of: account, transaction),
                applications: try applications(of: account, transaction),
                signInRequests: try requests(of: account, transaction),
                notices: try notices(of: account, transaction),
                backup: try backup(of: account, transaction),
                kept: try kept(of: account, transaction),
                removals: try removals(of: account, transaction)
            )
        }
    }

    private func contacts(
        of account: AccountID,
        _ transaction: any SQLTransaction
    ) throws -> [ExportAccount.Contact] {
        try ContactStore(transaction: transaction).contacts(of: account, now: service.now).map { contact in
            ExportAccount.Contact(
                kind: contact.kind,
                value: try Contacts(service).address(of: contact).text,
                language: contact.language,
                added: contact.added,
                isVerified: contact.isVerified
            )
        }
    }

    private func devices(of account: AccountID, _ transaction: any SQLTransaction) throws -> [ExportAccount.Device] {
        let approvers = try DeviceCredentialStore(transaction: transaction).confirmed(of: account)
        return try TakingBackStore(transaction: transaction).everyDevice(of: account).map { device in
            ExportAccount.Device(
                id: device.id,
                name: try service.atRest.text(device.name, from: .deviceName(row: device.id.rawValue)),
                added: device.added,
                lastUsed: device.lastUsed,
                settled: device.settled,
                suspended: device.suspended,
                answersSignInRequests: approvers.contains(device.id)
            )
        }
    }

    private func browserSessions(
        of account: AccountID,
        _ transaction: any SQLTransaction
    ) throws -> [ExportAccount.BrowserSession] {
        let sql = "SELECT * FROM web_session WHERE account = $1 AND expires > $2 ORDER BY signed_in"
        return try transaction.rows(sql, [account.sql, .integer(service.now)]).map { row in
            ExportAccount.BrowserSession(
                username: try service.atRest
                    .text(try row.blob("username"), from: .username(row: try row.text("id"))),
                device: try row.id("device"),
                signedIn: try row.integer("signed_in"),
                expires: try row.integer("expires")
            )
        }
    }

    private func applications(
        of account: AccountID,
        _ transaction: any SQLTransaction
    ) throws -> [ExportAccount.Application] {
        let addresses = try VerifiedEmail.all(of: account, service, transaction).map(\.id)
        return try ConsentStore(transaction: transaction, service: service).all(account, addresses: addresses)
            .map { consent in
                ExportAccount.Application(
                    name: consent.name,
                    scopes: consent.scopes.map(\.rawValue),
                    given: consent.given
                )
            }
    }

    private func requests(
        of account: AccountID,
        _ transaction: any SQLTransaction
    ) throws -> [ExportAccount.SignInRequest] {
        try RequestStore(transaction: transaction).requests(of: account, changedAfter: 0).map { request in
            let detail = try service.atRest.open(request)
            return ExportAccount.SignInRequest(
                application: detail.application,
                place: detail.place,
                message: detail.message,
                state: request.state.rawValue,
                created: request.created
            )
        }
    }

    private func notices(of account: AccountID, _ transaction: any SQLTransaction) throws -> [ExportAccount.Notice] {
        try NoticeStore(transaction: transaction).notices(of: account, for: nil, since: 0, now: service.now)
            .map { notice in
                let told = try AccountNotice(notice, service.atRest)
                return ExportAccount.Notice(
                    kind: told.kind,
                    created: told.created,
                    deviceName: told.deviceName,
                    detail: told.detail,
                    confirms: told.confirms
                )
            }
    }

    private func backup(of account: AccountID, _ transaction: any SQLTransaction) throws -> ExportAccount.Backup? {
        try BackupStore(transaction: transaction).backup(of: account, now: service.now).map { backup in
            ExportAccount.Backup(
                id: backup.id,
                epoch: backup.epoch,
                generation: backup.head?.generation,
                deleted: backup.deleted
            )
        }
    }

    private func kept(of account: AccountID, _ transaction: any SQLTransaction) throws -> [ExportAccount.Kept] {
        let sql = "SELECT at, expires, actor FROM replaced WHERE account = $1 AND expires > $2 ORDER BY number"
        return try transaction.rows(sql, [account.sql, .integer(service.now)]).map { row in
            ExportAccount.Kept(
                at: try row.integer("at"),
                expires: try row.integer("expires"),
                device: try row.optionalID("actor")
            )
        }
    }

    private func removals(of account: AccountID, _ transaction: any SQLTransaction) throws -> [ExportAccount.Removal] {
        try RemovalStore(transaction: transaction).removals(of: account, now: service.now).map { removal in
            let told = try Removals(service).told(removal)
            return ExportAccount.Removal(kind: told.kind.rawValue, at: told.at, expires: removal.expires, by: told.by)
        }
    }
}
