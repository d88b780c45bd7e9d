import AccountAPI
import Encodings
import Foundation
import HTTPTypes
import QRCode
import WebPages

/// The pages on which the administrators of an organisation manage its members, their codes and their devices.
///
/// They tell nothing of backups: there is nothing to tell.
struct AdministrationPages {
    let site: Site
    let organizations: Organizations
    let qrCodes: QRCodeWriter

    /// Someone who may manage an organisation.
    private struct Administrator {
        let session: WebSession
        let organization: Organization

        var actor: AuditActor { .administrator(session.account) }
    }

    /// Serves the pages.
    func add(to routes: PageRoutes) {
        routes.get("/administration") { request in
            guard let who = try await administrator(request) else { return try request.signIn(for: .administration) }
            return try await members(request, who)
        }
        routes.get("/administration/member") { request in
            guard let who = try await administrator(request) else { return try request.signIn(for: .administration) }
            return try await member(request, who, try await found(request, who))
        }
        routes.get("/administration/log") { request in
            guard let who = try await administrator(request) else { return try request.signIn(for: .administration) }
            return try await log(request, who)
        }
        change("/administration/members/add", routes, addMember)
        change("/administration/members/remove", routes) { request, who in
            let member = try await found(request, who)
            try await organizations.removeMember(member.account, of: who.organization.id, by: who.actor)
            return request.redirect("/administration")
        }
        change("/administration/members/role", routes) { request, who in
            let member = try await found(request, who)
            // Whoever gave up their own role here could not take it back.
            guard member.account != who.session.account else { throw PageError.notAllowed }
            try await organizations.setRole(
                request.fields["role"] == "administrator" ? .administrator : .member,
                of: member.account,
                in: who.organization.id,
                by: who.actor
            )
            return request.redirect("/administration/member", ["account": member.account.rawValue])
        }
        change("/administration/code", routes, makeCode)
        change("/administration/devices/revoke", routes) { request, who in
            let member = try await found(request, who)
            guard let device = request.fields["device"].flatMap(ServiceDeviceID.init) else { throw PageError.notFound }
            try await organizations.revokeDevice(
                device,
                of: member.account,
                in: who.organization.id,
                by: who.actor
            )
            return request.redirect("/administration/member", ["account": member.account.rawValue])
        }
    }

    /// Serves a button; whoever presses it has signed in a little while ago.
    private func change(
        _ path: String,
        _ routes: PageRoutes,
        _ answer: @escaping @Sendable (PageRequest, Administrator) async throws -> PageAnswer
    ) {
        routes.post(path) { request in
            guard let who = try await administrator(request) else { return try request.signIn(for: .administration) }
            do {
                return try await answer(request, who)
            } catch OrganizationError.notAllowed {
                throw PageError.notAllowed
            } catch is OrganizationError {
                throw PageError.notFound
            }
        }
    }

    /// Who asks; nil if they have to sign in, with an approval: whoever guesses six digits enrolls no devices.
    private func administrator(_ request: PageRequest) async throws -> Administrator? {
        guard let session = request.session, session.level == .approval else { return nil }
        guard let (organization, member) = try await organizations.membership(of: session.account),
            member.role == .administrator
        else { throw PageError.notAllowed }
        return Administrator(session: session, organization: organization)
    }

    /// The member that a request names.
    private func found(_ request: PageRequest, _ who: Administrator) async throws -> Member {
        guard let account = request.fields["account"].flatMap(AccountID.init),
            let (_, member) = try await organizations.membership(of: account),
            member.organization == who.organization.id
        else { throw PageError.notFound }
        return member
    }

    private func members(_ request: PageRequest, _ who: Administrator, problem: String? = nil) async throws
        -> PageAnswer
    {
        let members = try await organizations.members(of: who.organization.id)
        let model = MembersModel(
            username: who.session.username,
            title: who.organization.name,
            members: members.map { Self.describe($0, of: who.organization, request) },
            name: request.isForm ? request.fields["name"] ?? "" : "",
            nameHint: request.words.page("administration.nameHint", ["slug": who.organization.slug]),
            problem: problem.map { request.words.page("administration.\($0)") }
        )
        return request.page(model, status: problem == nil ? .ok : .badRequest)
    }

    private static func describe(
        _ member: Member,
        of organization: Organization,
        _ request: PageRequest
    ) -> MembersModel.Member {
        MembersModel.Member(
            account: member.account.rawValue,
            name: member.name,
            login: organization.login(of: member),
            hue: WebPages.hue(of: member.name),
            initial: WebPages.initial(of: member.name),
            isAdministrator: member.role == .administrator,
            isNew: member.devices == 0,
            devices: request.words.page(
                member.devices == 1 ? "administration.device" : "administration.devices",
                ["count": String(member.devices)]
            )
        )
    }

    private func addMember(_ request: PageRequest, _ who: Administrator) async throws -> PageAnswer {
        do {
            let member = try await organizations.addMember(
                request.fields["name"] ?? "",
                role: request.fields["role"] == "administrator" ? .administrator : .member,
                to: who.organization.id,
                by: who.actor
            )
            return request.redirect("/administration/member", ["account": member.account.rawValue])
        } catch OrganizationError.invalidName {
            return try await members(request, who, problem: "invalidName")
        } catch OrganizationError.nameTaken {
            return try await members(request, who, problem: "nameTaken")
        }
    }

    private func member(_ request: PageRequest, _ who: Administrator, _ member: Member) async throws -> PageAnswer {
        let devices = try await organizations.devices(of: member.account, in: who.organization.id)
        return request.page(
            MemberModel(
                username: who.session.username,
                organization: who.organization.name,
                title: member.name,
                account: member.account.rawValue,
                login: who.organization.login(of: member),
                isAdministrator: member.role == .administrator,
                isOther: member.account != who.session.account,
                added: request.moment(member.added),
                devices: devices.map { device in
                    DeviceModel(
                        id: device.id.rawValue,
                        name: device.name,
                        added: request.moment(device.added),
                        lastUsed: request.moment(device.lastUsed),
                        remove: AccountPages.remove(device.name, request)
                    )
                }
            )
        )
    }

    /// Makes a code and shows it, here and never again.
    private func makeCode(_ request: PageRequest, _ who: Administrator) async throws -> PageAnswer {
        let member = try await found(request, who)
        let made = try await organizations.makeEnrollment(
            for: member.account,
            in: who.organization.id,
            by: who.actor
        )
        let link = EnrollmentLink(service: request.url.text, code: made.code)
        // Without its picture the code can still be typed, and cannot be shown a second time.
        let picture = try? await qrCodes.code(of: link.text)
        return request.page(
            EnrollmentModel(
                title: request.words.page("enroll.title", ["name": member.name]),
                account: member.account.rawValue,
                picture: picture.map { "data:image/svg+xml;base64,\(Base64.encode($0.svg.utf8))" },
                code: made.code.grouped,
                service: request.url.text,
                expires: request.moment(made.expires)
            )
        )
    }

    private func log(_ request: PageRequest, _ who: Administrator) async throws -> PageAnswer {
        let entries = try await organizations.audit(of: who.organization.id)
        let model = AuditLogModel(
            username: who.session.username,
            organization: who.organization.name,
            title: request.words.page("administration.log"),
            entries: entries.map { entry in
                AuditLogModel.Entry(
                    at: request.moment(entry.at),
                    who: entry.actor ?? request.words.page("audit.by.\(entry.actorKind)"),
                    what: request.words.page(
                        "audit.\(entry.action.rawValue)",
                        ["subject": entry.subject ?? "?", "device": entry.device ?? "?"]
                    ),
                    isAlarm: entry.action.isAlarm
                )
            }
        )
        return request.page(model)
    }
}
