import AccountAPI
import Encodings
import Entries
import Vault

/// An account that this device leaves, with what tells its service so.
struct LeftAccount: Sendable {
    let service: String
    let device: ServiceDeviceID
    /// Nil where this device is signed out already.
    let session: Session?
}

extension VaultContents {
    /// What tells a service that this device leaves an account; nil where the account does not count it as its own.
    func leaving(_ id: EntryID) -> LeftAccount? {
        guard !deviceBound.suspended.contains(id), !deviceBound.removedAtService.contains(id),
            let device = deviceBound.codes[id]?.serviceDevice.identifier
        else { return nil }
        let session = deviceBound.sessions[id]
        return switch portable[id]?.content {
        case .personal(let account): LeftAccount(service: account.service, device: device, session: session)
        case .work(let account): LeftAccount(service: account.service, device: device, session: session)
        case .thirdParty, nil: nil
        }
    }
}

extension VaultEntries {
    /// Tells a service that this device has left an account.
    ///
    /// Nobody is asked for a password: without one, the service lets a settled device be removed by nobody, this device
    /// included, or whoever finds it unlocked could put it out. Then its session ends. Either way the account loses no
    /// way back: what this device could prove by was in the entry, and is gone with it. A device that stayed listed
    /// would only keep others waiting for its approval.
    func leave(_ account: LeftAccount) -> Departure {
        guard let session = account.session, let service = try? ServiceAddress(account.service) else { return .untold }
        // The entry is gone from here by now, whoever waits.
        let client = device.askingNobody.client(of: service).evenUnawaited
        do {
            if try isRemoved(account.device, client, session) { return .gone }
            _ = try client.call(EndSession.self, Nothing(), in: session)
            return .signedOut
        } catch {
            return .untold
        }
    }

    /// Removes this device from the account; false where the service asks for more.
    private func isRemoved(
        _ device: ServiceDeviceID,
        _ client: AccountClient,
        _ session: Session
    ) throws(AccountError) -> Bool {
        do throws(AccountError) {
            _ = try client.call(RevokeDevice.self, .init(device: device), in: session)
            return true
        } catch .problem(let problem, _) where problem.code == .evidenceNeeded {
            return false
        }
    }
}
