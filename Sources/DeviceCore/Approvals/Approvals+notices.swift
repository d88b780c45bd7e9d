import AccountAPI
import Encodings
import Entries
import Vault

extension Approvals {
    /// What happened to the accounts of this device in the last 30 days, the newest first.
    ///
    /// Without a name, of all that it is signed in to.
    @available(*, noasync)
    package func notices(of name: String?) throws -> [NoticeListing] {
        let contents = try device.vault().contents()
        let named = try name.map { [try contents.accountEntry(named: $0)] }
        let entries = (named ?? contents.portable.entries).filter { contents.deviceBound.sessions[$0.id] != nil }
        let namesakes = contents.namesakes
        var listings: [NoticeListing] = []
        var failures: [(of: Entry, error: any Error)] = []
        for entry in entries {
            guard let service = entry.service, let session = contents.deviceBound.sessions[entry.id] else { continue }
            do {
                let client = device.client(of: try ServiceAddress(service))
                let answer = try client.call(ListNotices.self, Nothing(), in: session)
                listings += answer.notices.map { NoticeListing($0, for: entry, apart: namesakes[entry.id]) }
            } catch {
                failures.append((entry, error))
            }
        }
        if let failure = failures.first, failures.count == entries.count {
            // The vault knows by now what has become of this device there.
            let contents = try device.vault().contents()
            throw contents.lostRequests(of: failure.of) ?? contents.naming(failure.error, in: failure.of)
        }
        if entries.isEmpty {
            let accounts = named ?? contents.portable.entries
            let lost = accounts.lazy.compactMap { contents.lostRequests(of: $0) }.first
            throw lost ?? Failure(.noRecoveryAccount).in(.withoutBackup)
        }
        return listings.sorted { $0.time > $1.time }
    }

    /// What an account calls this device, and what it called it before it signed in there as a new one; none where the vault
    /// would have to be asked for.
    package func ownDevices(of entry: String) -> Set<String> {
        guard let contents = device.contentsUnasked(),
            let entry = contents.portable.entries.first(where: { $0.id.rawValue == entry })?.id
        else { return [] }
        let own = [contents.deviceBound.codes[entry], contents.deviceBound.formerCode(of: entry, at: device.now())]
        return Set(own.compactMap { $0?.serviceDevice.rawValue })
    }

    /// Notes that notices were shown, so that this device shows each on its own once only.
    ///
    /// A service that cannot be told now is told the next time.
    @available(*, noasync)
    package func markShown(_ notices: [NoticeListing]) {
        guard let contents = try? device.vault().contents() else { return }
        for (id, notices) in Dictionary(grouping: notices, by: \.entry) {
            guard let entry = contents.portable.entries.first(where: { $0.id.rawValue == id }),
                let session = contents.deviceBound.sessions[entry.id],
                let service = entry.service.flatMap({ try? ServiceAddress($0) })
            else { continue }
            let shown = notices.compactMap { NoticeID($0.id) }
            _ = try? device.client(of: service)
                .call(MarkNotices.self, .init(notices: Array(shown.prefix(100))), in: session)
        }
    }
}
