package import AccountAPI
import OutsideText
import Vault

extension DeviceApp {
    /// The devices of a personal account or, where it is named, of a work account; without a name, of the recovery account.
    package func devices(of name: String?) async throws -> [ListDevices.Device] {
        try await withAnySession(of: name) { client, session in
            try await client.call(ListDevices.self, Nothing(), in: session).devices
        }
    }

    /// Revokes a device of a personal or work account by the start of its identifier: its codes and its session end at once.
    ///
    /// `confirm` is asked first, with the device; false where it was not wanted.
    @discardableResult
    package func revokeDevice(
        _ device: String,
        of name: String?,
        confirm: (ListDevices.Device) throws -> Bool = { _ in true }
    ) async throws -> Bool {
        try await withAnySession(of: name) { client, session in
            let devices = try await client.call(ListDevices.self, Nothing(), in: session).devices
            let fitting = devices.filter { $0.id.rawValue.begins(with: device.lowercased()) }
            guard device.utf8.count >= Self.shortestDeviceName, fitting.count == 1 else { throw Failure(.noSuchDevice) }
            guard try confirm(fitting[0]) else { return false }
            _ = try await client.call(RevokeDevice.self, .init(device: fitting[0].id), in: session)
            return true
        }
    }

    /// Gives this device another name in a personal or work account.
    package func nameThisDevice(_ device: String, of name: String?) async throws {
        guard (1...100).contains(device.unicodeScalars.count), ShownText.isShown(device) else {
            throw Failure(.invalidDeviceName)
        }
        try await withAnySession(of: name) { client, session in
            _ = try await client.call(RenameDevice.self, .init(name: device), in: session)
        }
    }

    /// The shortest start of a device's identifier that is taken for it.
    private static let shortestDeviceName = 6

    /// Calls the service of a personal account in the session that this device has there.
    func withSession<R>(
        of name: String?,
        _ body: (AccountClient, Session) async throws -> R
    ) async throws -> R {
        let contents = try await vault().contents()
        let name = name ?? contents.deviceBound.backup?.recoveryEntry.rawValue
        let (entry, account) = try contents.personalAccount(named: name)
        do {
            return try await notingRemoval(of: entry) {
                try await call(account.service, contents.deviceBound.sessions[entry.id], body)
            }
        } catch {
            throw account.naming(error)
        }
    }

    /// Calls the service of a personal account, or of a work account that is named.
    private func withAnySession<R>(
        of name: String?,
        _ body: (AccountClient, Session) async throws -> R
    ) async throws -> R {
        let contents = try await vault().contents()
        if let name, let entry = try? contents.accountEntry(named: name), case .work(let account) = entry.content {
            return try await notingRemoval(of: entry) {
                try await call(account.service, contents.deviceBound.sessions[entry.id], body)
            }
        }
        return try await withSession(of: name, body)
    }

    private func call<R>(
        _ service: String,
        _ session: Session?,
        _ body: (AccountClient, Session) async throws -> R
    ) async throws -> R {
        guard let session else { throw Failure(.sessionEnded, ["place": service]) }
        return try await body(client(of: ServiceAddress(service)), session)
    }
}
