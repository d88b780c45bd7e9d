import AccountAPI
import Crypto
import Foundation
import OutsideText
import SQLDatabase
import Sodium

/// The rules of the devices of an account.
struct Devices: Sendable {
    private let service: ServiceContext

    /// Makes the rules over a service.
    init(_ service: ServiceContext) {
        self.service = service
    }

    /// The device that a session is opened for: none, one of the account, or a new one with its own secret.
    func admit(
        _ signing: SigningDevice?,
        to account: AccountID,
        with credential: CredentialKind,
        sessionKey: SymmetricKey,
        _ transaction: any SQLTransaction
    ) throws -> Result<ServiceDeviceID?, Problem> {
        let store = DeviceStore(transaction: transaction)
        let notices = Notices(service)
        switch signing {
        case nil:
            if credential == .recoveryCode {
                try notices.raise(.recoveryCodeUsed, account: account, transaction)
            }
            return .success(nil)
        case .known(let id):
            guard try store.device(id)?.account == account else { return .failure(Problem(.noSuchDevice)) }
            try store.use(id, at: service.now)
            if credential == .recoveryCode {
                try notices.raise(.recoveryCodeUsed, account: account, by: id, transaction)
            }
            return .success(id)
        case .new(let name, let isRecovery):
            guard let name = Self.acceptable(name) else { return .failure(Problem(.invalidRequest)) }
            guard try store.devices(of: account).count < AccountKind.personal.deviceLimit else {
                return .failure(Problem(.deviceLimit))
            }
            do {
                try Attempts(transaction, now: service.now).spend(.newDevices(service.keys, account))
            } catch let problem as Problem {
                return .failure(problem)
            }
            let id = ServiceDeviceID.random()
            let secret = SessionKeys.deviceSecret(sessionKey: sessionKey, device: id)
            try insert(id, name: name, of: account, secret: secret, transaction)
            let isRecovered = isRecovery == true || credential == .recoveryCode
            try notices.raise(isRecovered ? .recovered : .deviceAdded, account: account, by: id, transaction)
            return .success(id)
        }
    }

    /// Keeps a new device.
    func insert(
        _ id: ServiceDeviceID,
        name: String,
        of account: AccountID,
        secret: SymmetricKey,
        _ transaction: any SQLTransaction
    ) throws {
        let now = service.now
        try DeviceStore(transaction: transaction).insert(
            StoredDevice(
                id: id,
                account: account,
                name: try service.atRest.seal(Array(name.utf8), for: .deviceName(row: id.rawValue)),
                secret: try service.atRest.seal(secret, for: .deviceSecret(row: id.rawValue)),
                lastStep: 0,
                added: now,
                lastUsed: now
            )
        )
    }

    /// The devices of the session's account, the oldest first.
    func list(for session: Session) async throws -> ListDevices.Response {
        ListDevices.Response(devices: try await list(of: session.account, current: session.device))
    }

    /// The devices of an account, the oldest first; `current` is the one that asks.
    func list(of account: AccountID, current: ServiceDeviceID?) async throws -> [ListDevices.Device] {
        let stored = try await service.database.read { transaction in
            try DeviceStore(transaction: transaction).devices(of: account)
        }
        return try stored.map { device in
            ListDevices.Device(
                id: device.id,
                name: try service.atRest.text(device.name, from: .deviceName(row: device.id.rawValue)),
                added: device.added,
                lastUsed: device.lastUsed,
                current: device.id == current
            )
        }
    }

    /// Revokes a device of the session's account; its sessions go with it.
    func revoke(_ id: ServiceDeviceID, for session: Session) async throws {
        try await revoke(id, of: session.account, by: session.device)
    }

    /// Revokes a device of an account; its sessions go with it, those in browsers as well.
    func revoke(_ id: ServiceDeviceID, of account: AccountID, by revoking: ServiceDeviceID?) async throws {
        let isRevoked = try await service.database.write { transaction in
            let store = DeviceStore(transaction: transaction)
            guard let device = try store.device(id), device.account == account else { return false }
            try Notices(service).raise(.deviceRevoked, account: account, by: revoking, about: id, transaction)
            try Organizations(service).noteRevocation(of: device, by: .member(account), transaction)
            return try store.delete(id, of: account)
        }
        guard isRevoked else { throw Problem(.noSuchDevice) }
    }

    /// The name without blanks at its ends; nil if it is empty, too long, or holds control characters.
    static func acceptable(_ name: String) -> String? {
        let name = name.trimmed()
        return (1...100).contains(name.unicodeScalars.count) && ShownText.isShown(name) ? String(name) : nil
    }
}
