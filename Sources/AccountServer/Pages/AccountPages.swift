import AccountAPI
import Encodings
import OutsideText
import WebPages

/// The page on which people see their account: devices, applications, contacts, and what has happened.
struct AccountPages {
    let site: Site
    let devices: Devices
    let consents: Consents
    let contacts: Contacts
    let notices: Notices
    let organizations: Organizations

    /// Serves the page and its buttons.
    func add(to routes: PageRoutes) {
        routes.get("/") { $0.redirect("/account") }
        routes.get("/account") { request in
            guard let session = request.session else { return try request.signIn(for: .account) }
            return try await show(request, session)
        }
        // Admitted after a sign-in a little while ago: an application that is shut out has lost what it held.
        routes.post("/account/applications/revoke") { request in
            guard let session = request.session else { return try request.signIn(for: .account) }
            guard let client = request.fields["client"].flatMap(ClientID.init) else { throw PageError.notFound }
            try await consents.revoke(session.account, client)
            return request.redirect("/account")
        }
    }

    private func show(_ request: PageRequest, _ session: WebSession) async throws -> PageAnswer {
        let membership = try await organizations.membership(of: session.account)
        let consents = try await consents.list(session.account)
        let notices = try await notices.list(of: session.account)
        let own = try await devices.list(of: session.account, current: session.device)
        var removed: String?
        if let id = request.fields["removed"] {
            removed = Self.removed(id, of: try await devices.suspended(of: session.account), request)
        }
        // The account of a member has no contacts.
        let shown = membership == nil ? try await contacts.list(of: session.account) : nil
        let model = AccountModel(
            title: request.words.page("account.title"),
            username: session.username,
            removed: removed,
            organization: membership.map { request.words.page("account.memberOf", ["name": $0.organization.name]) },
            isAdministrator: membership?.member.role == .administrator,
            devices: own.map { AccountModel.OwnDevice(device: Self.describe($0, request), isCurrent: $0.current) },
            contacts: shown?.map { Self.describe($0, request) },
            applications: consents.map { Self.describe($0, request) },
            notices: notices.prefix(50).map { Self.describe($0, request) }
        )
        return request.page(model)
    }

    private static func describe(_ device: ListDevices.Device, _ request: PageRequest) -> DeviceModel {
        DeviceModel(
            id: device.id.rawValue,
            name: device.name,
            added: request.moment(device.added),
            lastUsed: request.moment(device.lastUsed),
            remove: remove(device.name, request)
        )
    }

    /// That a device was removed just now, and until when it can take the account back; nil where none was.
    private static func removed(
        _ id: String,
        of devices: [ListDevices.Device],
        _ request: PageRequest
    ) -> String? {
        // The list says it, so that no link can claim it of another device.
        guard let device = devices.first(where: { $0.id.rawValue == id }), let until = device.suspendedUntil
        else { return nil }
        let name = request.words.text("message.notice.name", ["name": ShownText.quotable(device.name)])
        return request.words.page("account.removed", ["device": name, "date": request.words.unbrokenMoment(until)])
    }

    /// The button that removes a device, by its name: on a page of the service no device is “this one”.
    static func remove(_ device: String, _ request: PageRequest) -> String {
        let name = request.words.text("message.notice.name", ["name": ShownText.quotable(device)])
        return request.words.page("account.removeConfirm", ["device": name])
    }

    private static func describe(_ consent: Consent, _ request: PageRequest) -> AccountModel.Application {
        AccountModel.Application(
            id: consent.client.rawValue,
            name: consent.name,
            hue: WebPages.hue(of: consent.name),
            initial: WebPages.initial(of: consent.name),
            given: request.moment(consent.given),
            scopes: consent.scopes.map { request.words.page("scope.\($0.rawValue)") }.joined(separator: " · ")
        )
    }

    private static func describe(_ contact: ListContacts.Contact, _ request: PageRequest) -> AccountModel.Contact {
        AccountModel.Contact(
            masked: contact.masked,
            isPhone: contact.kind == .phone,
            isPending: !contact.isVerified,
            added: request.moment(contact.added)
        )
    }

    private static func describe(_ notice: AccountNotice, _ request: PageRequest) -> AccountModel.Notice {
        // Whoever knows the password names the device that it adds: the name must not pass for a sentence of ours.
        func quoted(_ name: String?) -> String {
            guard let name else { return "–" }
            return request.words.text("message.notice.name", ["name": ShownText.quotable(name)])
        }
        let values = [
            "device": quoted(notice.deviceName), "confirms": quoted(notice.confirms),
            "detail": notice.detail.map(ShownText.quotable) ?? "–",
        ]
        return AccountModel.Notice(
            text: request.words.text(notice.key(after: "page.notice", where: request.words.keys.contains), values),
            at: request.moment(notice.created),
            isAlarm: [.numberMismatched, .requestReported, .requestsMuted, .enrollmentReused].contains(notice.kind)
        )
    }
}
