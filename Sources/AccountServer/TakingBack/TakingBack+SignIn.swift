import AccountAPI
import Primitives
import SQLDatabase

extension TakingBack {
    /// The n-th secret of a kind that a device's account had before, the oldest first; nil where there is none, or no
    /// settled device has proved to ask.
    ///
    /// The oldest first: whoever has taken the account could push a number from the newest out of reach by replacing the
    /// password often.
    func credential(
        _ number: Int,
        _ kind: CredentialKind,
        for device: ServiceDeviceID?,
        _ transaction: any SQLTransaction
    ) throws -> StoredCredential? {
        guard let device = try device.flatMap({ try settledDevice($0, transaction) }) else { return nil }
        var seen = Set<CredentialID>()
        let rows = try replacements(for: device, transaction).reversed()
            .filter { $0.credential(kind).map { seen.insert($0).inserted } ?? false }
        guard rows.indices.contains(number),
            let kept = try Replacements(service).state(rows[number], transaction).credential(kind)
        else { return nil }
        return StoredCredential(account: device.account, id: kept.id, suite: kept.suite, record: kept.record.bytes)
    }

    /// What a secret of before stands for; nil once its time is over.
    func kind(
        of credential: CredentialID,
        for device: ServiceDeviceID?,
        _ transaction: any SQLTransaction
    ) throws -> CredentialKind? {
        guard let device = try device.flatMap({ try settledDevice($0, transaction) }) else { return nil }
        let rows = try replacements(for: device, transaction)
        return CredentialKind.allCases.first { kind in rows.contains { $0.credential(kind) == credential } }
    }

    /// Opens the session of a device that has shown a secret of before; it takes the account back, and does nothing else.
    func open(
        _ signing: SigningDevice?,
        _ account: AccountID,
        _ credential: CredentialID,
        _ kind: CredentialKind,
        _ sessionKey: SecretBytes,
        _ transaction: any SQLTransaction
    ) throws -> Result<FinishSignIn.Response, Problem> {
        guard case .known(let device) = signing else { return .failure(Problem(.noSuchDevice)) }
        let session = try Sessions(service).open(
            account,
            device: device,
            credential: credential,
            kind: kind,
            requestKey: SessionKeys.requestKey(sessionKey: sessionKey),
            isTakingBack: true,
            transaction
        )
        try TakingBackStore(transaction: transaction).showSecret(in: session, now: service.now)
        return .success(
            FinishSignIn.Response(
                session: session,
                account: account,
                credential: credential,
                device: device,
                time: service.now
            )
        )
    }

    private func replacements(
        for device: StoredDevice,
        _ transaction: any SQLTransaction
    ) throws -> [StoredReplacement] {
        try ReplacedStore(transaction: transaction).replacements(undoneBy: device, now: service.now)
    }
}
