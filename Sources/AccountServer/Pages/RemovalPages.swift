import AccountAPI
import Encodings
import HTTPTypes
import WebPages

/// The page on which someone shows a contact before a device is removed in the browser, where no password is typed.
struct RemovalPages {
    let site: Site
    let devices: Devices
    let contacts: Contacts
    let proofs: BrowserProofs

    /// Serves the page.
    func add(to routes: PageRoutes) {
        routes.post("/account/devices/revoke", remove)
        routes.post("/account/contact", send)
        routes.post("/account/contact/code", takeCode)
    }

    private func remove(_ request: PageRequest) async throws -> PageAnswer {
        guard let session = request.session else { return try request.signIn(for: .account) }
        return try await remove(try await device(request, session), request, session)
    }

    private func remove(
        _ device: ListDevices.Device,
        _ request: PageRequest,
        _ session: WebSession
    ) async throws -> PageAnswer {
        do {
            try await devices.suspend(device.id, from: session)
        } catch let problem as Problem where problem.code == .evidenceNeeded {
            return try await page(device, request, session)
        }
        return request.redirect("/account", ["removed": device.id.rawValue])
    }

    private func send(_ request: PageRequest) async throws -> PageAnswer {
        guard let session = request.session else { return try request.signIn(for: .account) }
        let device = try await device(request, session)
        guard let contact = request.fields["contact"].flatMap(ContactID.init) else { throw PageError.notFound }
        do {
            let (host, language) = (request.url.host, request.words.language)
            let masked = try await proofs.start(contact, for: session, at: host, language: language)
            let notice = request.words.page("removal.sent", ["contact": masked])
            return try await page(device, request, session, sent: notice, asksCode: true)
        } catch let problem as Problem where problem.code == .tooManyContactCodes {
            let wait = request.words.duration(problem.retryAfter ?? 60)
            let notice = request.words.page("removal.tooMany", ["wait": wait])
            return try await page(device, request, session, notice: notice, status: .tooManyRequests)
        } catch let problem as Problem where [.contactNotSent, .contactUnavailable].contains(problem.code) {
            let notice = request.words.page("removal.notSent")
            return try await page(device, request, session, notice: notice, status: .badGateway)
        } catch let problem as Problem where problem.code == .noSuchContact {
            throw PageError.notFound
        }
    }

    private func takeCode(_ request: PageRequest) async throws -> PageAnswer {
        guard let session = request.session else { return try request.signIn(for: .account) }
        let device = try await device(request, session)
        do {
            try await proofs.finish(request.fields["code"] ?? "", for: session)
        } catch let problem as Problem where problem.code == .contactCodeRefused && problem.attemptsLeft != 0 {
            return try await page(device, request, session, asksCode: true, isWrong: true, status: .forbidden)
        } catch let problem as Problem where [.contactCodeRefused, .contactCodeExpired].contains(problem.code) {
            let notice = request.words.page("removal.expired")
            return try await page(device, request, session, notice: notice, status: .forbidden)
        }
        return try await remove(device, request, session)
    }

    /// The device that a form names.
    private func device(_ request: PageRequest, _ session: WebSession) async throws -> ListDevices.Device {
        let id = request.fields["device"].flatMap(ServiceDeviceID.init)
        let all = try await devices.list(of: session.account, current: session.device)
        guard let device = all.first(where: { $0.id == id }) else { throw PageError.notFound }
        return device
    }

    private func page(
        _ device: ListDevices.Device,
        _ request: PageRequest,
        _ session: WebSession,
        notice: String? = nil,
        sent: String? = nil,
        asksCode: Bool = false,
        isWrong: Bool = false,
        status: HTTPResponse.Status = .ok
    ) async throws -> PageAnswer {
        let verified = try await contacts.list(of: session.account).filter(\.isVerified)
        let model = RemovalModel(
            title: request.words.page("removal.title", ["device": device.name]),
            device: device.id.rawValue,
            remove: AccountPages.remove(device.name, request),
            send: request.words.page(asksCode ? "removal.sendNew" : "removal.send"),
            notice: notice,
            sent: sent,
            asksCode: asksCode,
            isWrong: isWrong,
            contacts: verified.map { RemovalModel.Contact(id: $0.id.rawValue, masked: $0.masked) }
        )
        return request.page(model, status: status)
    }
}
