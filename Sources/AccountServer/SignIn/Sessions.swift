import AccountAPI
import Encodings
import Primitives
import SQLDatabase

/// A session whose request was checked.
struct Session: Sendable {
    let id: SessionID
    let account: AccountID
    /// The device it belongs to, if any.
    let device: ServiceDeviceID?
    /// The credential that opened it, or the password that was set in it since; nil for that of a member, and for one
    /// from before sessions remembered this.
    let credential: CredentialID?
    /// What that credential stands for.
    let kind: CredentialKind
    /// What kind of account it belongs to.
    let accountKind: AccountKind
    /// Whether it can do nothing but take the account back.
    var isTakingBack = false
    /// What the endpoint that was called asks for; nil before it is known.
    var admission: Admission?

    /// Whether a recovery code has opened it and no new password was set in it since.
    var isLimited: Bool { kind == .recoveryCode }
}

/// The rules of sessions: a request is signed, and its counter was never used before.
struct Sessions: Sendable {
    /// How long the session of a device lasts after its last request.
    static let deviceLifetime = 180 * Milliseconds.day
    /// How long a session that belongs to no device lasts.
    static let lifetime = Milliseconds.hour
    private let service: ServiceContext

    /// Makes the rules over a service.
    init(_ service: ServiceContext) {
        self.service = service
    }

    /// Opens a session; the first request of a device's session ends the one before.
    ///
    /// A device that never heard of its new session, because it was killed or the answer was lost, keeps the old one.
    func open(
        _ account: AccountID,
        device: ServiceDeviceID?,
        credential: CredentialID?,
        kind: CredentialKind,
        requestKey: SecretBytes,
        isTakingBack: Bool = false,
        _ transaction: any SQLTransaction
    ) throws -> SessionID {
        let id = SessionID.random()
        let store = SessionStore(transaction: transaction)
        if let device { try store.deleteUnused(of: device) }
        try store.insert(
            id,
            of: account,
            device: device,
            credential: credential,
            kind: kind,
            requestKey: try service.atRest.seal(requestKey, for: .sessionKey(row: id.rawValue)),
            isTakingBack: isTakingBack,
            expires: service.now + (device == nil || isTakingBack ? Self.lifetime : Self.deviceLifetime)
        )
        if isTakingBack, let device {
            try store.deleteOldestTakingBack(by: device, besides: id)
        } else if device == nil {
            try store.deleteOldestWithoutDevice(of: account, besides: id)
        }
        return id
    }

    /// Checks the signature of a request and then uses its counter up.
    ///
    /// A request without a valid signature costs no write.
    func authenticate(
        _ header: String?,
        method: String,
        path: String,
        body: [UInt8],
        from address: ClientAddress
    ) async throws -> Session {
        guard let signature = header.flatMap(RequestSignature.init(header:)) else { throw Problem(.sessionInvalid) }
        let now = service.now
        let (found, removal) = try await service.database.read { transaction in
            let found = try SessionStore(transaction: transaction).anySession(signature.session)
            let removals = RemovalStore(transaction: transaction)
            guard let found else { return (found, try removals.removal(of: signature.session, now: now)) }
            let suspended = found.isSuspended ? found.session.device : nil
            return (found, try suspended.flatMap { try removals.removal(of: $0, now: now) })
        }
        guard let sealed = found?.requestKey ?? removal?.requestKey, (found?.expires ?? .max) > now,
            let key = try? service.atRest.open(sealed, from: .sessionKey(row: signature.session.rawValue)),
            signature.verifies(key: key, method: method, path: path, body: body)
        else { throw Problem(.sessionInvalid) }
        let told = try removal.map { try Removals(service).told($0) }
        guard let found else { throw Problem(.sessionInvalid, removal: told) }
        guard !found.isSuspended else { throw Problem(.deviceSuspended, removal: told) }
        let isShort = found.session.device == nil || found.session.isTakingBack
        let expires = isShort ? found.expires : now + Self.deviceLifetime
        return try await service.database.write { transaction in
            let store = SessionStore(transaction: transaction)
            guard try store.advance(found.session.id, counter: signature.counter, expires: expires) else {
                guard let last = try store.session(found.session.id) else { throw Problem(.sessionInvalid) }
                throw Problem(.staleCounter, counter: last.counter)
            }
            if let device = found.session.device, !found.session.isTakingBack {
                if found.counter == 0 { try store.deleteAll(of: device, except: found.session.id) }
                try DeviceStore(transaction: transaction).use(device, at: now)
                try KnownNetworks.note(address, of: found.session.account, service, transaction)
            }
            return found.session
        }
    }

    /// A session looked up again, because another may have ended it, or removed its device, since its request was checked.
    @discardableResult
    static func present(_ session: Session, _ transaction: any SQLTransaction) throws -> Session {
        guard let present = try SessionStore(transaction: transaction).session(session.id)?.session else {
            throw Problem(.sessionInvalid)
        }
        return present
    }

    /// Throws unless the session may change what the account signs in with and what its backup key is wrapped under.
    ///
    /// A session under a password that was replaced may not: whoever holds a lost device could undo the change.
    static func authorizeChange(_ session: Session, _ transaction: any SQLTransaction) throws {
        let present = try present(session, transaction)
        if present.isLimited { return }
        guard let credential = present.credential,
            try SignInStore(transaction: transaction).kind(of: credential, account: present.account) == .password
        else { throw Problem(.expired) }
    }

    /// Ends a session.
    func end(_ session: Session) async throws {
        try await service.database.write { transaction in
            try SessionStore(transaction: transaction).delete(session.id)
        }
    }
}
