import AccountAPI
import SQLDatabase

/// What an account can be told about itself.
struct Accounts: Sendable {
    private let service: ServiceContext

    /// Makes the rules over a service.
    init(_ service: ServiceContext) {
        self.service = service
    }

    /// What the session's account has to sign in with.
    func read(for session: Session) async throws -> ReadAccount.Response {
        try await Settling(service).settleDue(in: session.account)
        let now = service.now
        return try await service.database.read { transaction in
            let made = try SignInStore(transaction: transaction).made(.recoveryCode, of: session.account)
            let backup = try BackupStore(transaction: transaction).backup(of: session.account, .recoveryCode, now: now)
            return ReadAccount.Response(
                isLimited: session.isLimited,
                recoveryCode: made.map {
                    RecoveryCodeState(made: $0, opensBackup: backup.map { $0.wrappedKey != nil })
                },
                standing: try standing(of: session, transaction)
            )
        }
    }

    private func standing(of session: Session, _ transaction: any SQLTransaction) throws -> DeviceStanding {
        let evidence = Evidence(service)
        let device = try session.device.flatMap { try DeviceStore(transaction: transaction).device($0) }
        return DeviceStanding(
            evidence: try evidence.need(of: session, try evidence.shown(in: session, transaction), transaction),
            codesCountFrom: try device.flatMap { try Settling(service).codesCountFrom($0, transaction) }
        )
    }
}
