import AccountAPI
import DeviceCore
import Encodings
import Entries
import Hummingbird
import OutsideText
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
        post("/devices/notices") { [site] form, context in
            let told = try await site.app.notices(of: nil).filter { $0.id.isSame(as: form["notice"]) }
            await site.app.markShown(told)
            return .redirect(to: "/devices", type: .normal)
        }
        post("/devices/revoke") { [site] form, context in
            try await site.guarded(form["account"], back: "/devices", context) { context in
                do {
                    let meant = await site.otherDevice(form["device"], of: form["account"])
                    try await site.app.revokeDevice(form["device"], of: form["account"])
                    site.revokedDevice.value = meant
                    // Whoever removes it has read of it.
                    let told = (try? await site.app.notices(of: form["account"])) ?? []
                    await site.app.markShown(told.filter { $0.device?.isSame(as: form["device"]) == true })
                } catch  where !error.asksForEvidence {
                    return try await site.devices(context, FailureModel(Failure(explaining: error), context.words))
                }
                return .redirect(to: "/devices", type: .normal)
            }
        }
    }
}

extension PageSite {
    /// Another device of an account before it is removed, with what its removal means.
    fileprivate func otherDevice(_ id: String, of account: String) async -> RevokedDevice? {
        guard let devices = try? await app.devices(of: account), let entry = try? await app.entry(named: account),
            let place = devices.firstIndex(where: { $0.id.rawValue.isSame(as: id) }), !devices[place].current
        else { return nil }
        // The service lists the oldest first; one that is suspended already goes for good.
        let isOlder = devices.prefix { !$0.current }.count > place && devices.contains(where: \.current)
        let canReturn =
            isOlder && devices[place].suspendedUntil == nil && entry.kind == Entry.Kind.personal.rawValue
        let until = Instant(milliseconds: now().milliseconds + RevokedDevice.takingBack * 1000)
        return RevokedDevice(name: devices[place].name, until: canReturn ? until : nil)
    }

    fileprivate func devices(_ context: PageContext, _ failure: FailureModel? = nil) async throws -> Response {
        let words = context.words
        var model = DevicesModel()
        model.failure = failure
        if let revoked = revokedDevice.exchange(nil) { model.removed.append(RemovedModel(revoked, words)) }
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
            // A warning stays until somebody says that they have read it, and stays in the list after that.
            let shown = notices.filter(\.isNew).prefix(20) + notices.filter { !$0.isNew }.prefix(20)
            for notice in shown.sorted(by: { $0.time > $1.time }) {
                let own = await app.ownDevices(of: notice.entry)
                model.notices.append(DevicesModel.Notice(notice, others: others, own: own, words))
            }
        }
        if try await contents()?.deviceBound.backup != nil {
            let from = (try? await app.accountStatus(of: nil))?.changesFrom
            model.newKeyLater = from.map { words.text("page.newKey.later", ["date": words.day($0)]) }
            model.canMakeKey = from == nil
        }
        model.hasNotices = !model.notices.isEmpty
        return page(.devices, model, context, status: failure == nil ? .ok : .conflict)
    }
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
    /// Whether there is a backup, which this device can give a new key after another was lost.
    var canMakeKey = false
    /// The day from which on it can, where that is later.
    var newKeyLater: String?
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
            label = entry.wholeLabel
            let isPersonal = entry.kind == Entry.Kind.personal.rawValue
            let removeText = words.text("page.devices.removeThis" + (isPersonal ? "" : ".work"))
            isNew = isPersonal && devices.contains { $0.current && $0.settles != nil }
            // The service lists the oldest first.
            let older = isPersonal ? Set(devices.prefix { !$0.current }.map(\.id)) : []
            self.devices = (devices.filter(\.current) + devices.filter { !$0.current }).map {
                Device($0, of: entry.id, isOlder: older.contains($0.id), removeText, words)
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
        /// What removing this device from here means.
        let removeText: String
        /// The button that removes it: it names any device but this one, so that none is taken for this one.
        let removeNow: String
        /// Whether it was there before this one, and can take the account back.
        let isOlder: Bool
        let added: String
        let lastUsed: TimeModel
        /// From when on it counts fully, or until when it can take the account back; nil where it counts.
        let standing: String?

        init(
            _ device: ListDevices.Device,
            of entry: String,
            isOlder: Bool,
            _ removeText: String,
            _ words: Catalogue
        ) {
            func date(_ time: Int64) -> Instant { Instant(milliseconds: time) }
            id = device.id.rawValue
            account = entry
            name = device.name
            isThis = device.current
            self.removeText = removeText
            removeNow =
                device.current
                ? words.text("page.devices.removeNow")
                : words.text("page.devices.removeOther", ["device": words.quoted(device.name)])
            self.isOlder = isOlder
            added = words.moment(date(device.added))
            lastUsed = TimeModel(date(device.lastUsed), words)
            let settles = device.settles.map { words.text("page.devices.settles", ["date": words.day(date($0))]) }
            standing =
                device.suspendedUntil.map { words.text("page.devices.suspended", ["date": words.day(date($0))]) }
                ?? settles
        }
    }

    /// Something that happened, of which someone may ask whether it was them.
    struct Notice {
        let id: String
        let text: String
        let time: TimeModel
        let isNew: Bool
        /// The other device that it is about, where it is still one of the account's.
        let device: String?
        /// The button that removes that device, by its name.
        let remove: String
        /// The entry of its account.
        let account: String

        init(_ notice: NoticeListing, others: Set<String>, own: Set<String> = [], _ words: Catalogue) {
            id = notice.id
            text = notice.sentence(words)
            time = TimeModel(notice.time, words)
            // Nobody is asked whether they were this very device.
            isNew = notice.isNew && !(notice.device.map(own.contains) ?? false)
            device = notice.device.flatMap { others.contains($0) ? $0 : nil }
            remove = words.text("page.devices.removeOther", ["device": words.quoted(notice.deviceName ?? "?")])
            account = notice.entry
        }
    }
}
