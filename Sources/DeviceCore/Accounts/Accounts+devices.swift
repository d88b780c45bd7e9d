package import AccountAPI
package import Encodings
import Entries
import OutsideText
import Vault

extension Accounts {
    /// The devices of a personal account or, where it is named, of a work account; without a name, of the recovery account.
    ///
    /// Behind them come the suspended ones that this device can remove for good.
    @available(*, noasync)
    package func devices(of name: String?) throws -> [ListDevices.Device] {
        try withAnySession(of: name) { client, session in
            try client.call(ListDevices.self, Nothing(), in: session).all
        }
    }

    /// The account whose devices these are, as the list shows it.
    package func listing(ofDevicesOf name: String?) throws -> EntryListing {
        guard let name else { return try personalListing(named: nil) }
        return try accountListing(named: name)
    }

    /// Revokes a device of a personal or work account by the start of its identifier: its codes and its session end at once.
    ///
    /// `confirm` is asked first, with the device and whether it can take a personal account back, as one that was there
    /// before this one; false where it was not wanted.
    @available(*, noasync)
    @discardableResult
    package func revokeDevice(
        _ device: String,
        of name: String?,
        confirm: (ListDevices.Device, _ isOlder: Bool) throws -> Bool = { _, _ in true }
    ) throws -> Bool {
        let listing = try listing(ofDevicesOf: name)
        let isPersonal = listing.kind == Entry.Kind.personal.rawValue
        let removed: ListDevices.Device? = try withAnySession(of: name) { client, session in
            let devices = try client.call(ListDevices.self, Nothing(), in: session).all
            let meant = try devices.one(beginning: device, \.id.rawValue, missing: Failure(.noSuchDevice)) {
                Failure(.noSuchDevice, ["n": $0]).in(.severalFit)
            }
            // The service lists the oldest first.
            let isOlder = isPersonal && devices.prefix { !$0.current }.contains { $0.id == meant.id }
            guard try confirm(meant, isOlder) else { return nil }
            _ = try client.untilAnswered().call(RevokeDevice.self, .init(device: meant.id), in: session)
            return meant
        }
        if removed?.current == true { try noteRemoval(of: listing.id) }
        return removed != nil
    }

    /// Until when an older device can take the account back from a younger one that removes it now.
    package var takingBackEnds: Instant { device.now().adding(seconds: 30 * 86_400) }

    /// Notes that this device is no longer one of an account's: it shows no code that nobody accepts.
    private func noteRemoval(of name: String) throws {
        try device.vault().update { contents in
            let entry = try contents.anyEntry(named: name)
            contents.deviceBound.noteRemoval(from: entry)
            contents.deviceBound.sessions[entry] = nil
        }
    }

    /// Gives this device another name in a personal or work account, and returns the name that it has then.
    ///
    /// Where another device has that name, the service puts a number behind it.
    @available(*, noasync)
    @discardableResult
    package func nameThisDevice(_ device: String, of name: String?) throws -> String {
        guard device.unicodeScalars.count <= 100, ShownText.isShown(device), ShownText.isSeen(device) else {
            throw Failure(.invalidDeviceName)
        }
        return try withAnySession(of: name) { client, session in
            _ = try client.call(RenameDevice.self, .init(name: device), in: session)
            let devices = try? client.call(ListDevices.self, Nothing(), in: session).devices
            return devices?.first(where: \.current)?.name ?? device
        }
    }

    /// Calls the service of a personal account in the session that this device has there.
    func withSession<R>(
        of name: String?,
        _ body: (AccountClient, Session) throws -> R
    ) throws -> R {
        let contents = try device.vault().contents()
        let name = name ?? contents.deviceBound.backup?.recoveryEntry.rawValue
        let (entry, account) = try contents.personalAccount(named: name)
        do {
            return try call(account.service, contents.deviceBound.sessions[entry.id], body)
        } catch {
            throw contents.naming(error, in: entry)
        }
    }

    /// Calls the service of a personal account, or of a work account that is named.
    private func withAnySession<R>(
        of name: String?,
        _ body: (AccountClient, Session) throws -> R
    ) throws -> R {
        let contents = try device.vault().contents()
        if let name, let entry = try? contents.accountEntry(named: name), case .work(let account) = entry.content {
            do {
                return try call(account.service, contents.deviceBound.sessions[entry.id], body)
            } catch {
                throw contents.naming(error, in: entry)
            }
        }
        return try withSession(of: name, body)
    }

    private func call<R>(
        _ service: String,
        _ session: Session?,
        _ body: (AccountClient, Session) throws -> R
    ) throws -> R {
        guard let session else { throw Failure(.sessionEnded, ["place": service]) }
        return try body(device.client(of: ServiceAddress(service)), session)
    }
}

extension ListDevices.Response {
    /// Those that count, and behind them the suspended ones that the device which asks can remove for good.
    fileprivate var all: [ListDevices.Device] { devices + (suspended ?? []) }
}
