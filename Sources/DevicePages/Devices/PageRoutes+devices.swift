import AccountAPI
import DeviceCore
import Encodings
import Entries
import OutsideText
import Vault

extension PageRoutes {
    /// Serves the devices of the personal accounts, and what happened to the accounts.
    func addDevices() {
        get("/devices") { site, context in
            try site.devices(context)
        }
        post("/devices/name") { site, form, context in
            do {
                try site.device.accounts.nameThisDevice(form["name"], of: form["account"])
            } catch {
                return try site.devices(context, FailureModel(Failure(explaining: error), context.words))
            }
            return .redirect(to: "/devices")
        }
        post("/devices/notices") { site, form, context in
            let told = try site.device.approvals.notices(of: nil).filter { $0.id.isSame(as: form["notice"]) }
            site.device.approvals.markShown(told)
            return .redirect(to: "/devices")
        }
        post("/devices/revoke") { site, form, context in
            try site.guarded(form["account"], back: "/devices", context) { site, context in
                do {
                    let meant = site.otherDevice(form["device"], of: form["account"])
                    try site.device.accounts.revokeDevice(form["device"], of: form["account"])
                    site.revokedDevice.value = meant
                    // Whoever removes it has read of it.
                    let told = (try? site.device.approvals.notices(of: form["account"])) ?? []
                    site.device.approvals.markShown(told.filter { $0.device?.isSame(as: form["device"]) == true })
                } catch  where !error.asksForEvidence {
                    return try site.devices(context, FailureModel(Failure(explaining: error), context.words))
                }
                return .redirect(to: "/devices")
            }
        }
    }
}

extension PageSite {
    /// Another device of an account before it is removed, with what its removal means.
    fileprivate func otherDevice(_ id: String, of account: String) -> RevokedDevice? {
        guard let devices = try? device.accounts.devices(of: account),
            let entry = try? device.entries.entry(named: account),
            let place = devices.firstIndex(where: { $0.id.rawValue.isSame(as: id) }), !devices[place].current
        else { return nil }
        // The service lists the oldest first; one that is suspended already goes for good.
        let isOlder = devices.prefix { !$0.current }.count > place && devices.contains(where: \.current)
        let canReturn =
            isOlder && devices[place].suspendedUntil == nil && entry.kind == Entry.Kind.personal.rawValue
        return RevokedDevice(name: devices[place].name, until: canReturn ? device.accounts.takingBackEnds : nil)
    }

    fileprivate func devices(_ context: PageContext, _ failure: FailureModel? = nil) throws -> PageResponse {
        let words = context.words
        var model = DevicesModel()
        model.failure = failure
        if let revoked = revokedDevice.exchange(nil) { model.removed.append(RemovedModel(revoked, words)) }
        var others: Set<String> = []
        let all = try device.entries.list()
        let entries = all.filter(\.hasDevices)
        (model.needsAccount, model.canRecover) = (entries.isEmpty, all.isEmpty)
        for entry in entries {
            do {
                let devices = try device.accounts.devices(of: entry.id)
                var account = DevicesModel.Account(entry, devices, words)
                if account.isNew, let standing = try? device.evidence.standing(of: entry.id) {
                    account.tell(standing, canConfirm: canConfirm(standing, of: entry.id), words)
                }
                model.accounts.append(account)
                // One that was removed already, and can take the account back still, is no answer to that.
                others.formUnion(devices.filter { !$0.current && $0.suspendedUntil == nil }.map(\.id.rawValue))
            } catch {
                // The vault knows by now whether the account has put this device out.
                if let removed = RemovedModel(try device.entries.entry(named: entry.id), words, after: error) {
                    model.removed.append(removed)
                } else {
                    model.failure = model.failure ?? FailureModel(Failure(explaining: error), words)
                }
            }
        }
        if let notices = try? device.approvals.notices(of: nil) {
            count(notices)
            // A warning stays until somebody says that they have read it, and stays in the list after that.
            let shown = notices.filter(\.isNew).prefix(20) + notices.filter { !$0.isNew }.prefix(20)
            for notice in shown.sorted(by: { $0.time > $1.time }) {
                let own = device.approvals.ownDevices(of: notice.entry)
                model.notices.append(DevicesModel.Notice(notice, others: others, own: own, words))
            }
        }
        // An account that has removed this device lets it make no key, nor does one that cannot be asked.
        if try contents()?.deviceBound.backup != nil, let account = try? device.accounts.status(of: nil) {
            let from = account.changesFrom
            model.newKeyLater = from.map { words.text("page.newKey.later", ["date": words.day($0)]) }
            model.canMakeKey = from == nil
        }
        model.hasNotices = !model.notices.isEmpty
        return page(.devices, model, context, status: failure == nil ? .ok : .conflict)
    }
}

extension DeviceStanding {
    /// From when on a new device's codes count, and from when on it can change the account.
    ///
    /// Where nothing can confirm it, the words do not speak of that.
    func dates(_ words: Catalogue) -> [String] {
        let times =
            evidence.isWithoutWays
            ? [("page.devices.codesOnlyFrom", codesCountFrom), ("page.devices.changesOnlyFrom", evidence.settles)]
            : [("page.devices.codesFrom", codesCountFrom), ("page.devices.changesFrom", evidence.settles)]
        return times.compactMap { key, time in
            time.map { words.text(key, ["date": words.day(Instant(milliseconds: $0))]) }
        }
    }
}
