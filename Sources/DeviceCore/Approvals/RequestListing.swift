import AccountAPI
package import Encodings
import Entries
import OutsideText

/// A sign-in request as people and scripts see it.
package struct RequestListing: Encodable, Sendable, Equatable {
    package let id: String
    /// The entry that it asks for.
    package let entry: String
    package let issuer: String
    package let account: String
    /// Who asks.
    package let application: String
    /// Where the sign-in comes from.
    package let place: String
    /// What the application shows beside the number; nil for a sign-in with a page.
    package let message: String?
    /// The name of the device that an approval confirms; nil for a sign-in.
    package let confirms: String?
    /// The beginning of the identifier of that device, as a command takes it.
    package let confirmsID: String?
    package let created: Instant
    /// No answer counts from then on.
    package let expires: Instant
    /// What tells the account from others of its name; nil where no other has it.
    package let apart: String?

    /// What a person calls the account, without what tells it apart.
    package var label: String {
        [issuer, account].filter { !$0.isEmpty }.joined(separator: ":")
    }

    /// Where the sign-in comes from, in words.
    package func place(_ words: Catalogue) -> String {
        place == "this machine" ? words.text("request.thisMachine") : place
    }

    /// The same in a table, where the name of a device that asks to be confirmed passes for no other column.
    package func placeInTable(_ words: Catalogue) -> String { confirms.map(words.inTable) ?? place(words) }

    /// What an approval is for: an application, or the confirming of a device.
    package func purpose(_ words: Catalogue) -> String {
        confirms == nil ? application : words.text("request.confirms")
    }

    /// A sentence about the request; one about the confirming of a device has a key of its own.
    package func sentence(_ key: String, _ words: Catalogue) -> String {
        let values = [
            "application": application, "place": place(words), "account": wholeLabel,
            "device": words.quoted(confirms ?? ""), "word": word, "id": confirmsID ?? "",
        ]
        return words.text(confirms == nil ? key : "\(key).confirms", values)
    }

    init(_ request: SignInRequestNotice, for entry: Entry, apart: String? = nil) {
        id = request.id.rawValue
        self.apart = apart
        self.entry = entry.id.rawValue
        issuer = entry.issuer
        account = entry.account
        application = request.application
        place = request.place
        message = request.message
        let prefix = StartDeviceApproval.client
        let isOfDevice = request.client.begins(with: prefix)
        confirms = isOfDevice ? request.place : nil
        confirmsID = isOfDevice ? String(request.client.dropFirst(prefix.count).prefix(12)) : nil
        created = Instant(milliseconds: request.created)
        expires = Instant(milliseconds: request.expires)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(entry, forKey: .entry)
        try container.encode(issuer, forKey: .issuer)
        try container.encode(account, forKey: .account)
        try container.encode(application, forKey: .application)
        try container.encode(place, forKey: .place)
        // Null rather than missing, so that scripts find every key.
        try container.encode(message, forKey: .message)
        try container.encode(created, forKey: .created)
        try container.encode(expires, forKey: .expires)
    }

    private enum CodingKeys: String, CodingKey {
        case id, entry, issuer, account, application, place, message, created, expires
    }
}

/// A notice as people and scripts see it.
package struct NoticeListing: Encodable, Sendable, Equatable {
    package let id: String
    /// The entry whose account it is about.
    package let entry: String
    package let issuer: String
    package let account: String
    /// What happened, for example `device-added`.
    package let kind: String
    package let time: Instant
    /// The device that it is about, as the account lists it.
    package let device: String?
    package let deviceName: String?
    /// An application's name, or a contact with most of it hidden.
    package let detail: String?
    /// What the device is called that asked to be confirmed; nil where no device did.
    package let confirms: String?
    private let notice: AccountNotice
    /// Whether this device has not shown it before.
    package let isNew: Bool
    /// Whether the account is an organisation's, which has neither password nor contacts.
    package let isWork: Bool
    /// What tells the account from others of its name; nil where no other has it.
    package let apart: String?

    /// What a person calls the account, without what tells it apart.
    package var label: String {
        [issuer, account].filter { !$0.isEmpty }.joined(separator: ":")
    }

    init(_ notice: AccountNotice, for entry: Entry, apart: String? = nil) {
        id = notice.id.rawValue
        self.apart = apart
        self.entry = entry.id.rawValue
        issuer = entry.issuer
        account = entry.account
        kind = notice.kind.rawValue
        isWork = entry.kind == .work
        time = Instant(milliseconds: notice.created)
        device = notice.device?.rawValue
        deviceName = notice.deviceName
        detail = notice.detail
        confirms = notice.confirms
        self.notice = notice
        isNew = notice.isNew
    }

    /// What happened, in words.
    package func sentence(_ words: Catalogue) -> String {
        let values = [
            "device": words.quoted(deviceName ?? "?"), "confirms": words.quoted(confirms ?? "?"),
            "detail": detail ?? "?", "account": wholeLabel,
        ]
        return words.text(notice.key(after: "notice", where: words.holds), values)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(entry, forKey: .entry)
        try container.encode(issuer, forKey: .issuer)
        try container.encode(account, forKey: .account)
        try container.encode(kind, forKey: .kind)
        try container.encode(time, forKey: .time)
        try container.encode(device, forKey: .device)
        try container.encode(deviceName, forKey: .deviceName)
        try container.encode(detail, forKey: .detail)
        try container.encode(confirms, forKey: .confirms)
        try container.encode(isNew, forKey: .isNew)
    }

    private enum CodingKeys: String, CodingKey {
        case id, entry, issuer, account, kind, time, device, deviceName, detail, confirms, isNew
    }
}
