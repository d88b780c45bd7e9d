import AccountAPI
import Encodings
import Entries
import Vault

extension Doctor {
    /// The steps of the personal accounts, that of the backup first: each service and its clock once, each sign-in.
    ///
    /// Returns as well the accounts whose sign-in failed.
    func accountChecks(_ contents: VaultContents) -> (
        checks: [Diagnosis.Check], failed: Set<EntryID>
    ) {
        let accounts = Self.personalAccounts(contents)
        guard !accounts.isEmpty else {
            return ([.service, .clock, .session].map { .init(name: $0, failure: nil, isSkipped: true) }, [])
        }
        let listing = contents.listing
        let services = accounts.map(\.account.service)
        var checks: [Diagnosis.Check] = []
        var failed: Set<EntryID> = []
        for (index, (id, account)) in accounts.enumerated() {
            if services.firstIndex(of: account.service) == index {
                let place = Set(services).count > 1 ? account.service : nil
                checks.append(check(.service, of: place) { try askTime(account) })
                checks.append(check(.clock, of: place) { try compareClock(account) })
            }
            let label = accounts.count > 1 ? listing.first { $0.id == id.rawValue }?.wholeLabel : nil
            let session = check(.session, of: label) { try askSession(id, account, contents) }
            if session.failure != nil { failed.insert(id) }
            checks.append(session)
        }
        return (checks, failed)
    }

    /// The account of the backup, or else the first, and the others that this device is signed in to, or was until the
    /// service ended that or the account removed this device.
    private static func personalAccounts(_ contents: VaultContents) -> [(id: EntryID, account: PersonalAccount)] {
        let accounts = contents.portable.entries.compactMap { entry -> (id: EntryID, account: PersonalAccount)? in
            guard case .personal(let account) = entry.content else { return nil }
            return (entry.id, account)
        }
        let recovery = contents.deviceBound.backup?.recoveryEntry
        let sorted = accounts.filter { $0.id == recovery } + accounts.filter { $0.id != recovery }
        let isOver = { (line: EntryListing) in line.isSignedOut || line.state == .removedAtService }
        let signedOut = Set(contents.listing.filter(isOver).map(\.id))
        return sorted.prefix(1)
            + sorted.dropFirst().filter { id, _ in
                contents.deviceBound.sessions[id] != nil || signedOut.contains(id.rawValue)
            }
    }

    @discardableResult
    private func askTime(_ account: PersonalAccount) throws -> Double {
        let client = device.client(of: try ServiceAddress(account.service))
        let answer = try client.call(ReadTime.self, Nothing())
        return Instant(milliseconds: answer.time).offset(from: device.now())
    }

    private func compareClock(_ account: PersonalAccount) throws {
        let offset = try askTime(account)
        guard abs(offset) < ClockTolerance.seconds else {
            throw Failure(.clockOff, ["seconds": .number(Int(abs(offset)))])
        }
    }

    private func askSession(_ id: EntryID, _ account: PersonalAccount, _ contents: VaultContents) throws {
        guard let entry = contents.portable[id] else { return }
        guard let session = contents.deviceBound.sessions[id] else { throw contents.sessionEnded(in: entry) }
        let client = device.client(of: try ServiceAddress(account.service))
        do {
            _ = try client.call(ListDevices.self, Nothing(), in: session)
        } catch {
            throw contents.naming(error, in: entry)
        }
    }
}
