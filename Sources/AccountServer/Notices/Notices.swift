import AccountAPI
import Encodings
import Primitives
import SQLDatabase

/// The rules of notices: what happens to an account is told to its other devices and to its contacts.
struct Notices: Sendable {
    /// How long a notice is kept.
    static let lifetime = 30 * Milliseconds.day
    /// How often contacts are told of what strangers can bring about.
    private static let calm = Milliseconds.day
    /// How many notices a device can mark at once.
    static let markLimit = 100
    private let service: ServiceContext

    /// Makes the rules over a service.
    init(_ service: ServiceContext) {
        self.service = service
    }

    /// Keeps a notice; once the transaction is done, the devices and contacts are told of it without anyone waiting.
    ///
    /// `device` is the one that did it, which is not told; `subject` the one that it is about, if it is another, and
    /// still listed at this moment; `detail` what else is told, such as an application's name, and never a secret;
    /// `confirms` what the device is called that asked to be confirmed. `isBeginning` is said of the device that an account
    /// begins with: no later one has to ask whose it is.
    /// Contacts that are not verified at this moment are not told, and none is where `tellsContacts` is false.
    func raise(
        _ kind: NoticeKind,
        account: AccountID,
        by device: ServiceDeviceID? = nil,
        about subject: ServiceDeviceID? = nil,
        detail: String? = nil,
        confirming confirms: String? = nil,
        tellsContacts: Bool = true,
        isBeginning: Bool = false,
        _ transaction: any SQLTransaction
    ) throws {
        let now = service.now
        let id = NoticeID.random()
        let about = subject ?? device
        let name = try about.flatMap { try DeviceStore(transaction: transaction).device($0) }.map { stored in
            let name = try service.atRest.open(stored.name, from: .deviceName(row: stored.id.rawValue))
            return name.exposedText
        }
        let sealed = try service.atRest.seal(
            json: NoticeDetail(
                deviceName: name,
                text: detail,
                confirms: confirms,
                isBeginning: isBeginning ? true : nil
            ),
            for: .noticeDetail(row: id.rawValue)
        )
        try NoticeStore(transaction: transaction).insert(
            StoredNotice(
                id: id,
                account: account,
                kind: kind,
                device: device,
                about: about,
                detail: sealed,
                created: now,
                isShown: false
            ),
            expires: now + Self.lifetime
        )
        guard tellsContacts else { return }
        let contacts = try ContactStore(transaction: transaction).contacts(of: account, now: now)
            .filter { $0.isVerified && service.messages.carries($0.kind) }
        guard !contacts.isEmpty else { return }
        let due = try HourlyMail(of: kind).map { try self.due($0, account, transaction) } ?? now
        for contact in contacts {
            let delivery = NoticeDelivery(notice: id, contact: contact.id)
            try NoticeDeliveryStore(transaction: transaction).insert(delivery, of: account, due: due)
        }
    }

    /// When the contacts are told of what comes once an hour: of the first at once, then of the last one of the hour, or
    /// of one after the other where each of them counts.
    ///
    /// Whoever signs in again and again with a stolen password fills no mailbox, delays no message, and takes the place
    /// of no reminder either.
    private func due(
        _ mail: HourlyMail,
        _ account: AccountID,
        _ transaction: any SQLTransaction
    ) throws -> Milliseconds {
        let now = service.now
        let accounts = AccountStore(transaction: transaction)
        let last = try accounts.last(mail, of: account)
        let due = last > now && !mail.isEachTold ? last : max(now, last + .hour)
        if due > now, !mail.isEachTold {
            try NoticeDeliveryStore(transaction: transaction).delete(mail.kinds, of: account, dueAfter: now)
        }
        try accounts.setNext(mail, at: due, of: account)
        return due
    }

    /// Keeps a notice of what somebody did who can do it again and again, unless the account was told of the same by the same
    /// device, or by whoever has none, within the last hour: nobody fills a mailbox, and hides nothing else that was told.
    func raiseHourly(
        _ kind: NoticeKind,
        account: AccountID,
        by device: ServiceDeviceID?,
        _ transaction: any SQLTransaction
    ) throws {
        let isTold = try NoticeStore(transaction: transaction)
            .holds(kind, of: account, by: device, since: service.now - .hour)
        if !isTold { try raise(kind, account: account, by: device, transaction) }
    }

    /// Keeps a notice of what strangers can bring about, unless the account was told of the same within a length of
    /// time; its contacts are told once a day.
    func raiseOnce(
        _ kind: NoticeKind,
        account: AccountID,
        within length: Milliseconds,
        _ transaction: any SQLTransaction
    ) throws {
        let store = NoticeStore(transaction: transaction)
        let now = service.now
        guard try !store.holds(kind, of: account, since: now - length) else { return }
        let isFirst = try !store.holds(kind, of: account, since: now - Self.calm)
        try raise(kind, account: account, tellsContacts: isFirst, transaction)
    }

    /// The notices of the session's account, the newest first, but for that of the device that it began with.
    func list(for session: Session) async throws -> ListNotices.Response {
        let now = service.now
        let stored = try await service.database.read { transaction in
            try NoticeStore(transaction: transaction)
                .notices(of: session.account, for: session.device, since: 0, now: now)
        }
        let told = try stored.reversed().filter { try !AccountNotice.isBeginning($0, service.atRest) }
        return ListNotices.Response(notices: try told.map { try AccountNotice($0, service.atRest) })
    }

    /// The notices of an account, the newest first.
    func list(of account: AccountID) async throws -> [AccountNotice] {
        let now = service.now
        let stored = try await service.database.read { transaction in
            try NoticeStore(transaction: transaction).notices(of: account, for: nil, since: 0, now: now)
        }
        return try stored.reversed().map { try AccountNotice($0, service.atRest) }
    }

    /// Notes that the session's device has shown notices.
    func mark(_ request: MarkNotices.Request, for session: Session) async throws {
        guard request.notices.count <= Self.markLimit else { throw Problem(.invalidRequest) }
        guard let device = session.device else { return }
        try await service.database.write { transaction in
            try NoticeStore(transaction: transaction)
                .markShown(request.notices, of: session.account, on: device)
        }
    }
}

/// What contacts are told of once an hour at most, by the column that holds when.
enum HourlyMail: String, CaseIterable {
    /// A new device.
    case newDevice = "device_mail"
    /// A new device that was pushed out by others.
    case replacedDevice = "replaced_mail"
    /// A new device that will soon count fully.
    case reminder = "reminder_mail"

    /// The kinds of notice that it tells of.
    var kinds: [NoticeKind] {
        switch self {
        case .newDevice: [.deviceAdded, .recovered, .recoveryUnfinished]
        case .replacedDevice: [.deviceReplaced]
        case .reminder: [.deviceUnsettled]
        }
    }

    /// Whether each is told, one an hour.
    ///
    /// There are two reminders of a device, and few devices that wait to settle.
    var isEachTold: Bool { self == .reminder }

    /// The one that tells of a kind; nil for what is told each time.
    init?(of kind: NoticeKind) {
        guard let mail = Self.allCases.first(where: { $0.kinds.contains(kind) }) else { return nil }
        self = mail
    }
}

extension AccountNotice {
    /// The notice as a device is told of it.
    init(_ notice: StoredNotice, _ atRest: AtRest) throws {
        let detail = try Self.detail(notice, atRest)
        self.init(
            id: notice.id,
            kind: notice.kind,
            created: notice.created,
            device: notice.about,
            deviceName: detail.deviceName,
            detail: detail.text,
            confirms: detail.confirms,
            isNew: !notice.isShown
        )
    }

    /// Whether it tells of the device that an account began with.
    fileprivate static func isBeginning(_ notice: StoredNotice, _ atRest: AtRest) throws -> Bool {
        guard notice.kind == .deviceAdded || notice.kind == .recovered else { return false }
        return try detail(notice, atRest).isBeginning == true
    }

    private static func detail(_ notice: StoredNotice, _ atRest: AtRest) throws -> NoticeDetail {
        try atRest.open(NoticeDetail.self, notice.detail, from: .noticeDetail(row: notice.id.rawValue))
    }
}
