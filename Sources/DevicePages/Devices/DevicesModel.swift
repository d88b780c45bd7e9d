import AccountAPI
import DeviceCore
import Encodings
import Entries
import OutsideText

/// The devices of each account, and what happened.
struct DevicesModel {
    var accounts: [Account] = []
    /// Whether there is no account yet that has devices, so that there is nothing to list.
    var needsAccount = false
    /// Whether there are no accounts at all, so that they may be in a backup.
    var canRecover = false
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
        let devices: [Row]
        /// Whether this device is new to the account.
        let isNew: Bool
        /// From when on a new device's codes count, and from when on it can change the account.
        var dates: [String] = []
        /// Whether something can confirm it before.
        var canConfirm = false

        /// Tells how the account sees this device, and whether something can confirm it.
        mutating func tell(_ standing: DeviceStanding, canConfirm: Bool, _ words: Catalogue) {
            self.canConfirm = canConfirm
            dates = standing.dates(words)
        }
    }

    /// One device.
    struct Row {
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
    }

    /// What whoever did not do something does about it, where no device is named that could be removed.
    struct Remedy {
        let text: String
        let action: AccountRow.Action?
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
        /// What else helps; nil where removing that device does.
        let remedy: Remedy?
        /// The entry of its account.
        let account: String

        /// Whether it is asked if it was the person: nobody is asked whether they were this very device.
        static func asks(_ notice: NoticeListing, own: Set<String>) -> Bool {
            notice.isNew && !(notice.device.map(own.contains) ?? false)
        }
    }
}

extension DevicesModel.Account {
    init(_ entry: EntryListing, _ devices: [ListDevices.Device], _ words: Catalogue) {
        id = entry.id
        label = entry.wholeLabel
        let isPersonal = entry.kind == Entry.Kind.personal.rawValue
        let removeText = words.text("page.devices.removeThis" + (isPersonal ? "" : ".work"))
        isNew = isPersonal && devices.contains { $0.current && $0.settles != nil }
        // The service lists the oldest first.
        let older = isPersonal ? Set(devices.prefix { !$0.current }.map(\.id)) : []
        self.devices = (devices.filter(\.current) + devices.filter { !$0.current }).map {
            DevicesModel.Row($0, of: entry.id, isOlder: older.contains($0.id), removeText, words)
        }
    }
}

extension DevicesModel.Row {
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

extension DevicesModel.Remedy {
    init(_ notice: NoticeListing, _ words: Catalogue) {
        guard !notice.isWork else {
            (text, action) = (words.text("page.devices.notMe.work"), nil)
            return
        }
        let isOfCode = notice.isOfRecoveryCode
        text = words.text("page.devices.notMe" + (isOfCode ? ".paper" : ""))
        action = AccountRow.Action(
            label: words.text(isOfCode ? "page.recoveryCode.make" : "page.password.title"),
            address: isOfCode ? "/recovery-code" : "/accounts/\(notice.entry)/password"
        )
    }
}

extension DevicesModel.Notice {
    init(_ notice: NoticeListing, others: Set<String>, own: Set<String> = [], _ words: Catalogue) {
        id = notice.id
        text = notice.sentence(words)
        time = TimeModel(notice.time, words)
        isNew = Self.asks(notice, own: own)
        device = notice.device.flatMap { others.contains($0) && !notice.isOfRemoval ? $0 : nil }
        remedy = device == nil ? DevicesModel.Remedy(notice, words) : nil
        remove = words.text("page.devices.removeOther", ["device": words.quoted(notice.deviceName ?? "?")])
        account = notice.entry
    }
}
