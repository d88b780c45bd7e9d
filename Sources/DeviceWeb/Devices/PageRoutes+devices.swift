import AccountAPI
import DeviceCore
import Encodings
import Hummingbird
import Vault

extension PageRoutes {
    /// Serves the devices of the personal accounts, and what happened to the accounts.
    func addDevices() {
        get("/devices") { [site] _, context in
            try await site.devices(context)
        }
        post("/devices/name") { [site] form, context in
            do {
                try await site.app.nameThisDevice(form["name"], of: form["account"])
            } catch {
                return try await site.devices(context, FailureModel(Failure(explaining: error), context.words))
            }
            return .redirect(to: "/devices", type: .normal)
        }
        post("/devices/revoke") { [site] form, context in
            try await site.guarded(form["account"], back: "/devices", context) { context in
                do {
                    try await site.app.revokeDevice(form["device"], of: form["account"])
                } catch  where !error.asksForEvidence {
                    return try await site.devices(context, FailureModel(Failure(explaining: error), context.words))
                }
                return .redirect(to: "/devices", type: .normal)
            }
        }
    }
}

extension PageSite {
    fileprivate func devices(_ context: PageContext, _ failure: FailureModel? = nil) async throws -> Response {
        let words = context.words
        var model = DevicesModel()
        model.failure = failure
        var others: Set<String> = []
        for entry in try await app.entries() where entry.hasDevices {
            do {
                let devices = try await app.devices(of: entry.id)
                var account = DevicesModel.Account(entry, devices, words)
                if account.isNew, let standing = try? await app.accountStanding(of: entry.id) {
                    account.tell(standing, words)
                }
                model.accounts.append(account)
                others.formUnion(devices.filter { !$0.current }.map(\.id.rawValue))
            } catch {
                // The vault knows by now whether the account has put this device out.
                if let removed = RemovedModel(try await app.entry(named: entry.id), words, after: error) {
                    model.removed.append(removed)
                } else {
                    model.failure = model.failure ?? FailureModel(Failure(explaining: error), words)
                }
            }
        }
        if let notices = try? await app.notices(of: nil) {
            model.notices = notices.prefix(20).map { DevicesModel.Notice($0, others: others, words) }
            await app.markShown(notices.filter(\.isNew))
        }
        model.hasBackup = try await contents()?.deviceBound.backup != nil
        model.hasNotices = !model.notices.isEmpty
        return page(.devices, model, context, status: failure == nil ? .ok : .conflict)
    }
}

extension EntryListing {
    /// Whether an account service lists the devices of the account.
    fileprivate var hasDevices: Bool { kind == Entry.Kind.personal.rawValue || kind == Entry.Kind.work.rawValue }
}

extension DeviceStanding {
    /// From when on a new device's codes count, and from when on it can change the account.
    func dates(_ words: Catalogue) -> [String] {
        let times = [
            ("page.devices.codesFrom", codesCountFrom), ("page.devices.changesFrom", evidence.settles),
        ]
        return times.compactMap { key, time in
            time.map { words.text(key, ["date": words.day(Instant(milliseconds: $0))]) }
        }
    }
}

/// The devices of each account, and what happened.
struct DevicesModel {
    var accounts: [Account] = []
    /// The accounts that no longer accept this device.
    var removed: [RemovedModel] = []
    var notices: [Notice] = []
    var hasNotices = false
    /// Whether there is a backup, which can get a new key after a device was lost.
    var hasBackup = false
    var failure: FailureModel?

    /// An account with its devices, this one first.
    struct Account {
        let id: String
        let label: String
        let devices: [Device]
        /// Whether this device is new to the account.
        let isNew: Bool
        /// From when on a new device's codes count, and from when on it can change the account.
        var dates: [String] = []
        /// Whether something can confirm it before.
        var canConfirm = false

        init(_ entry: EntryListing, _ devices: [ListDevices.Device], _ words: Catalogue) {
            id = entry.id
            label = entry.label
            let isPersonal = entry.kind == Entry.Kind.personal.rawValue
            isNew = isPersonal && devices.contains { $0.current && $0.settles != nil }
            self.devices = (devices.filter(\.current) + devices.filter { !$0.current }).map {
                Device($0, of: entry.id, words)
            }
        }

        /// Tells how the account sees this device.
        mutating func tell(_ standing: DeviceStanding, _ words: Catalogue) {
            canConfirm = !standing.evidence.ways.isEmpty
            dates = standing.dates(words)
        }
    }

    /// One device.
    struct Device {
        let id: String
        /// The entry of its account.
        let account: String
        let name: String
        let isThis: Bool
        let added: String
        let lastUsed: TimeModel
        /// From when on it counts fully; nil where it does.
        let settles: String?

        init(_ device: ListDevices.Device, of entry: String, _ words: Catalogue) {
            func date(_ time: Int64) -> Instant { Instant(milliseconds: time) }
            id = device.id.rawValue
            account = entry
            name = device.name
            isThis = device.current
            added = words.moment(date(device.added))
            lastUsed = TimeModel(date(device.lastUsed), words)
            settles = device.settles.map { time in
                words.text(
                    "page.devices.settles",
                    ["date": words.day(Instant(milliseconds: time))]
                )
            }
        }
    }

    /// Something that happened, of which somebody may ask whether it was them.
    struct Notice {
        let text: String
        let time: TimeModel
        let isNew: Bool
        /// The other device that it is about, where it is still one of the account's.
        let device: String?
        /// The entry of its account.
        let account: String

        init(_ notice: NoticeListing, others: Set<String>, _ words: Catalogue) {
            text = notice.sentence(words)
            time = TimeModel(notice.time, words)
            isNew = notice.isNew
            device = notice.device.flatMap { others.contains($0) ? $0 : nil }
            account = notice.entry
        }
    }
}
