import AccountAPI
import Crypto
import HTTPTypes
import Hummingbird
import SQLDatabase

/// The device that a request was signed by.
struct AuthenticatedDevice: Sendable {
    let id: ServiceDeviceID
    let account: AccountID
    /// The public half of its credential.
    let key: P256.Signing.PublicKey
    /// Whether it has answered its test request; until then it may answer that one only.
    let isConfirmed: Bool
}

extension DeviceCredentialStore {
    /// The credential that a device has signed with; nil once it has another one or none.
    func present(_ device: AuthenticatedDevice) throws -> StoredDeviceCredential? {
        let credential = try credential(of: device.id)
        return credential?.publicKey == Array(device.key.x963Representation) ? credential : nil
    }
}

/// The rules of device credentials: a request is signed by the device's own key, and its time was never used before.
struct DeviceCredentials: Sendable {
    /// How far a signature's time may be from the service's clock.
    static let tolerance = 5 * Milliseconds.minute
    let service: ServiceContext

    /// Makes the rules over a service.
    init(_ service: ServiceContext) {
        self.service = service
    }

    /// Checks the signature of a request and then uses its time up; a request without a valid one costs no write.
    func authenticate(_ request: Request, body: [UInt8]) async throws -> AuthenticatedDevice {
        guard let signature = request.headers[.authorization].flatMap(DeviceSignature.init(header:)) else {
            throw Problem(.deviceRefused)
        }
        let now = service.now
        let (found, suspended, removal) = try await service.database.read { transaction in
            let store = DeviceCredentialStore(transaction: transaction)
            guard let found = try store.credential(of: signature.device) else {
                let removals = RemovalStore(transaction: transaction)
                return (
                    nil as StoredDeviceCredential?,
                    try store.credential(of: signature.device, isSuspended: true),
                    try removals.removal(of: signature.device, now: now)
                )
            }
            return (found, nil, nil)
        }
        guard let publicKey = (found ?? suspended)?.publicKey ?? removal?.publicKey,
            let key = Self.publicKey(publicKey),
            signature.verifies(
                key: key,
                method: request.method.rawValue,
                path: request.uri.description,
                body: body
            )
        else { throw Problem(.deviceRefused) }
        let told = try removal.map { try Removals(service).told($0) }
        guard suspended == nil else { throw Problem(.deviceSuspended, removal: told) }
        guard let found else { throw Problem(.deviceRefused, removal: told) }
        guard abs(signature.time / 1000 - now) <= Self.tolerance else {
            throw Problem(.staleCounter, counter: now * 1000)
        }
        try await service.database.write { transaction in
            let store = DeviceCredentialStore(transaction: transaction)
            guard try store.advance(found.device, time: signature.time) else {
                guard let last = try store.lastSigned(found.device) else { throw Problem(.deviceRefused) }
                throw Problem(.staleCounter, counter: last)
            }
            try DeviceStore(transaction: transaction).use(found.device, at: now)
        }
        return AuthenticatedDevice(
            id: found.device,
            account: found.account,
            key: key,
            isConfirmed: found.isConfirmed
        )
    }

    /// The key with these 65 bytes; nil for anything else.
    static func publicKey(_ bytes: [UInt8]) -> P256.Signing.PublicKey? {
        bytes.count == 65 ? try? P256.Signing.PublicKey(x963Representation: bytes) : nil
    }
}
