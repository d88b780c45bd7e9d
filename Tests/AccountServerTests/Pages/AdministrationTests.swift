import AccountAPI
import AccountServer
import Encodings
import Foundation
import HTTPTypes
import QRCode
import Testing

@Suite struct AdministrationTests {
    /// An organisation with an administrator who is signed in on the page.
    private static func run(
        qrCodes: QRCodeWriter = QRCodeWriter(),
        _ test: @escaping @Sendable (Acme, TestClient, TestBrowser) async throws -> Void
    ) async throws {
        let acme = try await Acme(TestService(qrCodes: qrCodes))
        let root = try await acme.add("root", role: .administrator)
        try await acme.service.run { client in
            let device = try await client.enroll(try await acme.code(for: root))
            let browser = TestBrowser(client)
            let page = try await browser.open("/administration")
            #expect(!page.body.contains("value=\"code\""))
            let done = try await browser.signIn(
                acme.service,
                on: page,
                name: "root@acme",
                approving: .enrolled(client, device, acme.service)
            )
            #expect(done.title == Acme.name)
            try await test(acme, client, browser)
        }
    }

    private static func code(on page: TestPage) throws -> EnrollmentCode {
        let text = try #require(page.body.firstMatch(of: /<code>([0-9A-Z-]{19})<\/code>/)?.1)
        return try #require(EnrollmentCode(typed: String(text)))
    }

    @Test func `an administrator adds a member, enrolls a device, revokes it, removes the member`() async throws {
        try await Self.run { acme, client, browser in
            let start = try await browser.open("/administration")
            let member = try await browser.submit(start, to: "/administration/members/add", ["name": "grace"])
            #expect(member.title == "grace")
            #expect(member.body.contains("grace@acme"))
            let page = try await browser.submit(member, to: "/administration/code")
            #expect(page.title == "QR code for grace")
            #expect(page.body.contains("src=\"data:image/svg+xml;base64,"))
            #expect(page.body.contains(TestService.publicURL))
            _ = try await client.enroll(try Self.code(on: page), name: "Grace's phone")
            let list = try await browser.open("/administration")
            let account = try #require(list.body.firstMatch(of: /account=([0-9a-f]{32})">\s*<span[^>]*>G</)?.1)
            let enrolled = try await browser.open("/administration/member?account=\(account)")
            #expect(enrolled.body.contains(">Remove “Grace&#39;s phone”</button>"))
            let revoked = try await browser.submit(enrolled, to: "/administration/devices/revoke")
            #expect(!revoked.body.contains("Grace&#39;s phone"))
            let removed = try await browser.submit(revoked, to: "/administration/members/remove")
            #expect(!removed.body.contains("grace@acme"))
            let log = try await browser.open("/administration/log")
            for line in [
                "grace was added", "A code was created for grace", "grace added the device Grace&#39;s phone",
                "The device Grace&#39;s phone of grace was removed", "grace was removed",
            ] {
                #expect(log.body.contains(line), "\(line)")
            }
            #expect(Set(try await acme.actions()).isSuperset(of: [.memberRemoved, .deviceRevoked, .codeUsed]))
        }
    }

    @Test func `a code that cannot be drawn is typed`() async throws {
        let missing = HelperProgram(path: "/nonexistent/sparekey-qr", patience: .seconds(60))
        try await Self.run(qrCodes: QRCodeWriter(missing)) { acme, client, browser in
            let member = try await browser.open("/administration/member?account=\(acme.ada.account.rawValue)")
            let page = try await browser.submit(member, to: "/administration/code")
            #expect(page.body.contains("The QR code cannot be shown now.") && !page.body.contains("class=\"qr\""))
            _ = try await client.enroll(try Self.code(on: page), name: "Ada's phone")
        }
    }

    @Test func `a code made a second time ends the first`() async throws {
        try await Self.run { acme, client, browser in
            let list = try await browser.open("/administration")
            let account = acme.ada.account.rawValue
            #expect(list.body.contains(account))
            let member = try await browser.open("/administration/member?account=\(account)")
            let first = try Self.code(on: try await browser.submit(member, to: "/administration/code"))
            let second = try Self.code(on: try await browser.submit(member, to: "/administration/code"))
            let refusal = try await problem { try await client.enroll(first) }
            #expect(refusal != nil)
            #expect(try await problem { try await client.enroll(second) } == nil)
        }
    }

    @Test(arguments: ["", "ada", "ADA", "a@b", String(repeating: "x", count: 65)])
    func `a name that cannot be is asked for again`(name: String) async throws {
        try await Self.run { acme, _, browser in
            let page = try await browser.open("/administration")
            let again = try await browser.submit(page, to: "/administration/members/add", ["name": name])
            #expect(again.status == .badRequest)
            #expect(again.body.contains("role=\"alert\""))
            #expect(try await acme.organizations.members(of: acme.organization.id).count == 2)
        }
    }

    @Test func `names are shown as text`() async throws {
        try await Self.run { acme, _, browser in
            let page = try await browser.open("/administration")
            let name = "<script>alert(1)</script>"
            let member = try await browser.submit(page, to: "/administration/members/add", ["name": name])
            let code = try await browser.submit(member, to: "/administration/code")
            let log = try await browser.open("/administration/log")
            for page in [member, code, log, try await browser.open("/administration")] {
                #expect(page.body.contains("&lt;script&gt;alert"))
                #expect(!page.body.contains("<script>alert"))
            }
        }
    }

    @Test func `a code signs nobody in to the administration`() async throws {
        let acme = try await Acme()
        let root = try await acme.add("root", role: .administrator)
        try await acme.service.run { client in
            let device = try await client.enroll(try await acme.code(for: root))
            let browser = TestBrowser(client)
            let page = try await browser.open("/sign-in")
            let asked = try await browser.submit(page, to: "/sign-in", ["username": "root@acme", "way": "code"])
            let code = device.code(at: acme.service.clock.now)
            let account = try await browser.submit(asked, to: "/sign-in/code", ["code": code])
            #expect(account.title == "My account")
            let administration = try await browser.open("/administration")
            #expect(administration.form("/sign-in") != nil)
            #expect(!administration.body.contains("value=\"code\""))
        }
    }

    @Test func `members and strangers see nothing of it`() async throws {
        let acme = try await Acme()
        try await acme.service.run { client in
            let device = try await client.enroll(try await acme.code())
            let browser = TestBrowser(client)
            let paths = ["/administration", "/administration/log", "/administration/member?account=x"]
            for path in paths {
                #expect(try await browser.open(path).form("/sign-in") != nil)
            }
            let page = try await browser.open("/administration")
            let refused = try await browser.signIn(
                acme.service,
                on: page,
                name: "ada@acme",
                approving: .enrolled(client, device, acme.service)
            )
            #expect(refused.status == .forbidden)
            for path in paths {
                #expect(try await browser.open(path).status == .forbidden)
            }
            let token = try await browser.open("/account").form("/sign-out")?["token"] ?? ""
            let account = acme.ada.account.rawValue
            for action in ["members/add", "members/remove", "members/role", "code", "devices/revoke"] {
                let fields = ["token": token, "account": account, "name": "mallory"]
                #expect(try await browser.post("/administration/\(action)", fields).status == .forbidden)
            }
            #expect(try await acme.organizations.members(of: acme.organization.id).count == 1)
        }
    }

    @Test func `an administrator makes another one, and cannot give up their own role`() async throws {
        try await Self.run { acme, _, browser in
            let account = acme.ada.account.rawValue
            let member = try await browser.open("/administration/member?account=\(account)")
            let promoted = try await browser.submit(member, to: "/administration/members/role")
            #expect(try await acme.organizations.isAdministrator(acme.ada.account))
            #expect(promoted.form("/administration/members/role")?["role"] == "member")
            _ = try await browser.submit(promoted, to: "/administration/members/role")
            #expect(try await !acme.organizations.isAdministrator(acme.ada.account))
            let root = try await acme.organizations.member(named: "root", of: acme.organization.id)
            let own = try await browser.open("/administration/member?account=\(root.account.rawValue)")
            #expect(own.form("/administration/members/role") == nil)
            let token = member.form("/administration/members/role")?["token"] ?? ""
            let fields = ["token": token, "account": root.account.rawValue, "role": "member"]
            #expect(try await browser.post("/administration/members/role", fields).status == .forbidden)
            #expect(try await acme.organizations.isAdministrator(root.account))
            let log = try await browser.open("/administration/log")
            #expect(log.body.contains("ada became an administrator"))
        }
    }

    @Test func `an administrator keeps out another one, the log says who did, and the console gives the role back`()
        async throws
    {
        try await Self.run { acme, _, browser in
            let chief = try await acme.add("chief", role: .administrator)
            let page = try await browser.open("/administration/member?account=\(chief.account.rawValue)")
            let demoted = try await browser.submit(page, to: "/administration/members/role")
            #expect(try await !acme.organizations.isAdministrator(chief.account))
            _ = try await browser.submit(demoted, to: "/administration/members/remove")
            let (ada, acmes) = (acme.ada.account, acme.organization.id)
            #expect(try await !acme.organizations.members(of: acmes).contains { $0.account == chief.account })
            let entries = try await acme.organizations.audit(of: acmes)
            let done = entries.filter { $0.actor == "root" && $0.subject == "chief" }.map(\.action)
            #expect(Set(done) == [.memberRemoved, .roleTaken])
            try await acme.organizations.setRole(.administrator, of: ada, in: acmes, by: .console)
            #expect(try await acme.organizations.isAdministrator(ada))
        }
    }

    @Test func `what a member says of a sign-in is in the log`() async throws {
        try await Self.run { acme, client, browser in
            let device = try await client.enroll(try await acme.code(), name: "Ada's phone")
            let ada = Approver.enrolled(client, device, acme.service)
            acme.service.clock.advance(120)
            _ = try await acme.service.ask("ada@acme")
            try await ada.answer(try await ada.request(), .report)
            let log = try await browser.open("/administration/log")
            #expect(log.body.contains("ada reported a sign-in as someone else’s, on Ada&#39;s phone"))
            let entries = try await acme.organizations.audit(of: acme.organization.id)
            #expect(entries.filter { $0.action.isAlarm }.map(\.action) == [.signInReported])
        }
    }

    @Test func `the member is notified of an administrator who adds a device for them`() async throws {
        try await Self.run { acme, client, browser in
            let own = try await client.enroll(try await acme.code(), name: "Ada's phone")
            let member = try await browser.open("/administration/member?account=\(acme.ada.account.rawValue)")
            let page = try await browser.submit(member, to: "/administration/code")
            _ = try await client.enroll(try Self.code(on: page), name: "Root's phone")
            let notices = try await client.call(ListNotices.self, Nothing(), session: own.session).notices
            #expect(notices.map(\.kind) == [.deviceAdded] && notices.first?.deviceName == "Root's phone")
            let entries = try await acme.organizations.audit(of: acme.organization.id)
            #expect(entries.contains { $0.action == .codeMade && $0.actor == "root" && $0.subject == "ada" })
        }
    }

    @Test func `an administrator reaches nobody of another organisation`() async throws {
        try await Self.run { acme, _, browser in
            let other = try await acme.organizations.create(slug: "other", name: "Other")
            let member = try await acme.organizations.addMember("bob", role: .member, to: other.id, by: .console)
            let account = member.account.rawValue
            #expect(try await browser.open("/administration/member?account=\(account)").status == .notFound)
            let token = try await browser.open("/account").form("/sign-out")?["token"] ?? ""
            for action in ["members/remove", "members/role", "code", "devices/revoke"] {
                let fields = ["token": token, "account": account]
                #expect(try await browser.post("/administration/\(action)", fields).status == .notFound)
            }
            #expect(try await acme.organizations.members(of: other.id).count == 1)
        }
    }

    @Test func `changes are accepted only shortly after a sign-in`() async throws {
        try await Self.run { acme, _, browser in
            acme.service.clock.advance(15 * 60 + 1)
            let page = try await browser.open("/administration")
            #expect(page.title == Acme.name)
            let asked = try await browser.submit(page, to: "/administration/members/add", ["name": "grace"])
            #expect(asked.form("/sign-in") != nil)
            #expect(try await acme.organizations.members(of: acme.organization.id).count == 2)
        }
    }
}
