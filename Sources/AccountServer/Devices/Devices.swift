import AccountAPI
import Encodings
import Foundation
import OutsideText
import Primitives
import SQLDatabase

/// The rules of the devices of an account.
struct Devices: Sendable {
    let service: ServiceContext

    /// Makes the rules over a service.
    init(_ service: ServiceContext) {
        self.service = service
    }

    /// The device that a session is opened for: none, one of the account, or a new one with its own secret, which is
    /// counted where someone who has nothing but the password could add one after the other.
    func admit(
        _ signing: SigningDevice?,
        to account: AccountID,
        with credential: CredentialKind,
        sessionKey: SecretBytes,
        counting budget: AttemptBudget?,
        _ transaction: any SQLTransaction
    ) throws -> Result<ServiceDeviceID?, Problem> {
        let store = DeviceStore(transaction: transaction)
        let notices = Notices(service)
        switch signing {
        case nil:
            // No device stands for it in the list, so this is all that anybody sees of it.
            if credential == .recoveryCode {
                try tellOfCode(by: nil, in: account, transaction)
            } else {
                try notices.raiseHourly(.signedIn, account: account, by: nil, transaction)
            }
            return .success(nil)
        case .known(let id):
            guard let known = try store.anyDevice(id), known.account == account else {
                return .failure(Problem(.noSuchDevice))
            }
            guard known.suspended == nil else {
                let removal = try Removals(service).told(id, of: account, transaction)
                return .failure(Problem(.deviceSuspended, removal: removal))
            }
            try Settling(service).settleDue(in: account, transaction)
            try store.use(id, at: service.now)
            if credential == .recoveryCode { try tellOfCode(by: id, in: account, transaction) }
            return .success(id)
        case .new(let name, let isRecovery):
            guard let name = Self.acceptable(name) else { return .failure(Problem(.invalidRequest)) }
            do {
                if let budget { try Attempts(transaction, now: service.now).spend(budget) }
            } catch let problem as Problem {
                return .failure(problem)
            }
            let id = ServiceDeviceID.random()
            let secret = SessionKeys.deviceSecret(sessionKey: sessionKey, device: id)
            try makePlace(in: account, transaction)
            let place = try insert(id, name: name, of: account, secret: secret, transaction)
            let isRecovered = isRecovery == true || credential == .recoveryCode
            try notices.raise(
                isRecovered ? .recovered : .deviceAdded,
                account: account,
                by: id,
                isBeginning: try place == 1 && !hasContact(account, transaction),
                transaction
            )
            if credential == .recoveryCode { try tellOfCode(by: id, in: account, transaction) }
            return .success(id)
        }
    }

    private func hasContact(_ account: AccountID, _ transaction: any SQLTransaction) throws -> Bool {
        try ContactStore(transaction: transaction).contacts(of: account, now: service.now).contains(where: \.isVerified)
    }

    /// Tells that the recovery code has opened a session: that a device was added does not say that somebody has the paper,
    /// which no new password ends.
    ///
    /// Whoever has it signs in as often as they like, with as many devices, so the contacts are told once an hour.
    private func tellOfCode(
        by device: ServiceDeviceID?,
        in account: AccountID,
        _ transaction: any SQLTransaction
    ) throws {
        let store = NoticeStore(transaction: transaction)
        let since = service.now - .hour
        let kind = NoticeKind.recoveryCodeUsed
        guard try !store.holds(kind, of: account, by: device, since: since) else { return }
        let isFirst = try !store.holds(kind, of: account, since: since)
        try Notices(service).raise(kind, account: account, by: device, tellsContacts: isFirst, transaction)
    }

    /// How many devices that are not settled an account can have beside the others.
    static let unsettledLimit = 5

    /// Makes a place for another device that is not settled where there are too many: of those that have shown least, the
    /// oldest goes, and everybody is told.
    private func makePlace(in account: AccountID, _ transaction: any SQLTransaction) throws {
        try Settling(service).settleDue(in: account, transaction)
        let store = DeviceStore(transaction: transaction)
        let evidence = EvidenceStore(transaction: transaction)
        let unsettled = try store.devices(of: account).filter { $0.settled == nil }
            .map { (device: $0, shown: try evidence.everShown(by: $0.id).count) }
            .sorted { ($0.shown, $0.device.place) < ($1.shown, $1.device.place) }
        for (device, _) in unsettled.dropLast(Self.unsettledLimit - 1) {
            try Notices(service).raise(.deviceReplaced, account: account, about: device.id, transaction)
            try Removals(service).note(device, .noPlace, by: nil, transaction)
            _ = try store.delete(device.id, of: account)
        }
    }

    /// Keeps a new device, and returns its place among all that the account ever had; the first one is settled, and so is one
    /// that an organisation has enrolled.
    @discardableResult
    func insert(
        _ id: ServiceDeviceID,
        name: String,
        of account: AccountID,
        secret: SecretBytes,
        isEnrolled: Bool = false,
        _ transaction: any SQLTransaction
    ) throws -> Int64 {
        let now = service.now
        let store = DeviceStore(transaction: transaction)
        let name = try free(name, in: account, transaction)
        let place = try store.takePlace(in: account)
        let settled = place == 1 || isEnrolled ? now : nil
        try store.insert(
            StoredDevice(
                id: id,
                account: account,
                name: try service.atRest.seal(Array(name.utf8), for: .deviceName(row: id.rawValue)),
                secret: try service.atRest.seal(secret, for: .deviceSecret(row: id.rawValue)),
                lastStep: 0,
                added: now,
                lastUsed: now,
                place: place,
                settled: settled,
                remind: settled == nil ? now + Reminders.pause : nil
            )
        )
        return place
    }

    /// The devices of the session's account, the oldest first.
    func list(for session: Session) async throws -> ListDevices.Response {
        try await Settling(service).settleDue(in: session.account)
        return ListDevices.Response(
            devices: try await list(of: session.account, current: session.device),
            suspended: try await suspended(below: session.device, of: session.account)
        )
    }

    /// The suspended devices of an account that are younger than one.
    private func suspended(below id: ServiceDeviceID?, of account: AccountID) async throws -> [ListDevices.Device] {
        let stored = try await service.database.read { transaction in
            let store = DeviceStore(transaction: transaction)
            guard let device = try id.flatMap({ try store.device($0) }) else { return [StoredDevice]() }
            return try store.suspended(of: account).filter { $0.place > device.place }
        }
        return try stored.sorted { $0.place < $1.place }.map { try listed($0, isCurrent: false, settles: nil) }
    }

    /// The devices of an account that a younger one has removed, and that can take it back.
    func suspended(of account: AccountID) async throws -> [ListDevices.Device] {
        let stored = try await service.database.read { try DeviceStore(transaction: $0).suspended(of: account) }
        return try stored.map { try listed($0, isCurrent: false, settles: nil) }
    }

    /// The devices of an account, the oldest first; `current` is the one that asks.
    func list(of account: AccountID, current: ServiceDeviceID?) async throws -> [ListDevices.Device] {
        let settling = Settling(service)
        let stored = try await service.database.read { transaction in
            try DeviceStore(transaction: transaction).devices(of: account)
                .map { ($0, try settling.expected($0, transaction)) }
        }
        return try stored.map { try listed($0, isCurrent: $0.id == current, settles: $1) }
    }

    private func listed(
        _ device: StoredDevice,
        isCurrent: Bool,
        settles: Milliseconds?
    ) throws -> ListDevices.Device {
        ListDevices.Device(
            id: device.id,
            name: try service.atRest.text(device.name, from: .deviceName(row: device.id.rawValue)),
            added: device.added,
            lastUsed: device.lastUsed,
            current: isCurrent,
            settles: settles,
            suspendedUntil: device.suspended.map { $0 + ReplacedStore.lifetime }
        )
    }

    /// How many characters the name of a device has at most.
    static let longestName = 100

    /// The name without blanks at its ends; nil if it is empty, too long, or holds control characters.
    static func acceptable(_ name: String) -> String? {
        let name = name.trimmed(ShownText.isBlank)
        let isAcceptable =
            name.unicodeScalars.count <= longestName && ShownText.isShown(name) && ShownText.isSeen(name)
        return isAcceptable ? String(name) : nil
    }
}
