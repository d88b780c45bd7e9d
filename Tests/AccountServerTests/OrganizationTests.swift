import AccountAPI
import AccountServer
import Encodings
import Foundation
import OPAQUE
import SQLDatabase
import Synchronization
import Testing

@Suite struct OrganizationTests {
    @Test(arguments: ["", "a", "Acme", "ac me", "acme.org", "a@b", "åcme", String(repeating: "a", count: 41)])
    func `a short name that is not allowed is refused`(slug: String) async throws {
        let service = try await TestService()
        await #expect(throws: OrganizationError.invalidSlug) {
            try await service.service.organizations.create(slug: slug, name: "Acme")
        }
    }

    @Test func `a short name belongs to one organisation`() async throws {
        let acme = try await Acme()
        await #expect(throws: OrganizationError.slugTaken) {
            try await acme.organizations.create(slug: "acme", name: "Another")
        }
        _ = try await acme.organizations.create(slug: "aaa", name: "First")
        #expect(try await acme.organizations.list().map(\.slug) == ["aaa", "acme"])
        #expect(try await acme.organizations.organization(slug: "acme") == acme.organization)
        await #expect(throws: OrganizationError.noSuchOrganization) {
            try await acme.organizations.organization(slug: "nobody")
        }
    }

    @Test func `an organisation gets another name and keeps its members`() async throws {
        let acme = try await Acme()
        let renamed = try await acme.organizations.rename(acme.organization.id, to: " Acme & Sons ")
        #expect(renamed.slug == "acme" && renamed.name == "Acme & Sons")
        #expect(try await acme.organizations.organization(slug: "acme").name == "Acme & Sons")
        #expect(try await acme.actions().contains(.organizationRenamed))
        for name in ["", " ", "a\nb"] {
            await #expect(throws: OrganizationError.invalidName) {
                try await acme.organizations.rename(acme.organization.id, to: name)
            }
        }
        await #expect(throws: OrganizationError.noSuchOrganization) {
            try await acme.organizations.rename(OrganizationID(String(repeating: "0", count: 32))!, to: "Nobody")
        }
    }

    @Test func `deleting an organisation takes knowing its size, and its names cannot be reused`() async throws {
        let acme = try await Acme()
        let other = try await acme.organizations.create(slug: "other", name: "Other")
        _ = try await acme.organizations.addMember("ada", role: .member, to: other.id, by: .console)
        for count in [0, 2] {
            await #expect(throws: OrganizationError.hasMembers(1)) {
                try await acme.organizations.delete(acme.organization.id, members: count)
            }
        }
        let code = try await acme.code()
        try await acme.service.run { client in
            let device = try await client.enroll(code)
            try await acme.organizations.delete(acme.organization.id, members: 1)
            try await expectProblem(.sessionInvalid) {
                try await client.call(ListDevices.self, Nothing(), session: device.session)
            }
            try await expectProblem(.nameTaken) { try await client.register("eve@acme") }
        }
        #expect(try await acme.organizations.list().map(\.slug) == ["other"])
        #expect(try await acme.organizations.members(of: other.id).map(\.name) == ["ada"])
        for table in ["audit", "member", "device", "enrollment"] {
            #expect(
                try await acme.service.count(table) == (table == "audit" ? 2 : table == "member" ? 1 : 0),
                "\(table)"
            )
        }
        // The console may found it again.
        _ = try await acme.organizations.create(slug: "acme", name: "Acme")
    }

    @Test func `a list of members is added whole or not at all`() async throws {
        let acme = try await Acme()
        let id = acme.organization.id
        let list = try MemberList.read(
            Array("\u{FEFF}Name,Role\r\ngrace,administrator\r\n\r\n \"linus\" , member\r\nlee".utf8)
        )
        let added = try await acme.organizations.addMembers(list, to: id, by: .console)
        #expect(added.map(\.name) == ["grace", "linus", "lee"])
        #expect(added.map(\.role) == [.administrator, .member, .member])
        for (text, line, reason) in [
            ("new\nADA\n", 2, OrganizationError.nameTaken), ("new\n\nnew", 3, .nameTaken),
            ("new\na@b", 2, .invalidName),
            ("name\n,member", 2, .invalidName),
        ] {
            let list = try MemberList.read(Array(text.utf8))
            await #expect(throws: MemberListError(line: line, reason: reason), "\(text)") {
                try await acme.organizations.addMembers(list, to: id, by: .console)
            }
        }
        #expect(try await acme.organizations.members(of: id).count == 4)
        for text in ["ada,owner", "a,member,x", "a\"b", "\"a,member\"", "\u{0D4E},administrator,member"] {
            #expect(throws: MemberListError(line: 1, reason: nil), "\(text)") { try MemberList.read(Array(text.utf8)) }
        }
        #expect(throws: MemberListError(line: 2, reason: nil)) { try MemberList.read(Array("a\n".utf8) + [0xFF]) }
    }

    @Test func `a member becomes an administrator and a member again`() async throws {
        let acme = try await Acme()
        let id = acme.organization.id
        let actor = AuditActor.administrator(acme.ada.account)
        func change(_ role: MemberRole, by actor: AuditActor) async throws {
            try await acme.organizations.setRole(role, of: acme.ada.account, in: id, by: actor)
        }
        await #expect(throws: OrganizationError.notAllowed) { try await change(.administrator, by: actor) }
        await #expect(throws: OrganizationError.notAllowed) { try await change(.administrator, by: .anybody) }
        try await change(.administrator, by: .console)
        #expect(try await acme.organizations.isAdministrator(acme.ada.account))
        try await change(.administrator, by: .console)
        try await change(.member, by: actor)
        #expect(try await !acme.organizations.isAdministrator(acme.ada.account))
        let changes = try await acme.actions().filter { [.roleGiven, .roleTaken].contains($0) }
        #expect(changes.count == 2 && Set(changes).count == 2)
    }

    @Test(arguments: ["", " ", "a@b", "a\u{FF20}b", "a\nb", String(repeating: "a", count: 65)])
    func `a member's name that is not allowed is refused`(name: String) async throws {
        let acme = try await Acme()
        await #expect(throws: OrganizationError.invalidName) { try await acme.add(name) }
    }

    @Test func `a member's name is one in every form of it, in its own organisation`() async throws {
        let acme = try await Acme()
        for name in ["ADA", " ada ", "\u{FF41}da"] {
            await #expect(throws: OrganizationError.nameTaken) { try await acme.add(name) }
            let found = try await acme.organizations.member(named: name, of: acme.organization.id)
            #expect(found == acme.ada)
        }
        let other = try await acme.organizations.create(slug: "other", name: "Other")
        await #expect(throws: OrganizationError.noSuchMember) {
            try await acme.organizations.member(named: "ada", of: other.id)
        }
        let namesake = try await acme.organizations.addMember("ada", role: .member, to: other.id, by: .console)
        #expect(namesake.account != acme.ada.account)
        #expect(try await acme.organizations.members(of: acme.organization.id).map(\.name) == ["ada"])
        #expect(acme.organization.login(of: acme.ada) == "ada@acme")
    }

    @Test(arguments: ["eve@acme", "EVE@ACME", "eve @ acme", "a@b@acme", "eve\u{FF20}acme"])
    func `nobody registers a personal account among an organisation's names`(name: String) async throws {
        let acme = try await Acme()
        try await acme.service.run { client in
            try await expectProblem(.nameTaken) { try await client.register(name) }
            try await client.register("eve@acme.example.org")
            try await client.register("eve@nobody")
        }
    }

    @Test func `a personal account that had the name first keeps it`() async throws {
        let service = try await TestService()
        try await service.run { client in
            try await client.register("ada@acme")
            let organization = try await service.service.organizations.create(slug: "acme", name: "Acme")
            await #expect(throws: OrganizationError.nameTaken) {
                try await service.service.organizations.addMember(
                    "ada",
                    role: .administrator,
                    to: organization.id,
                    by: .console
                )
            }
            let account = try await client.signIn("ada@acme").opened.account
            #expect(try await service.service.organizations.membership(of: account) == nil)
        }
    }

    @Test func `a member has no password: a sign-in is answered like that of an unknown name`() async throws {
        let acme = try await Acme()
        try await acme.service.run { client in
            for name in ["ada@acme", "nobody@acme"] {
                let (response, state) = try await client.start(name)
                #expect(response.attemptsLeft == 4)
                let ke2 = try KE2(bytes: response.ke2.bytes)
                #expect(throws: OPAQUEError.wrongPassword) { try TestClient.opaque.generateKE3(state, ke2: ke2) }
            }
        }
    }

    @Test func `a removed member is gone with devices, codes and sessions, and stays in the log`() async throws {
        let acme = try await Acme()
        let party = try await acme.service.service.relyingParties.add(name: "wiki")
        try await acme.service.run { client in
            let device = try await client.enroll(try await acme.code())
            acme.service.clock.advance(1)
            let open = try await acme.code()
            acme.service.clock.advance(1)
            try await acme.organizations.removeMember(acme.ada.account, of: acme.organization.id, by: .console)
            try await expectProblem(.sessionInvalid) {
                try await client.call(ListDevices.self, Nothing(), session: device.session)
            }
            try await expectProblem(.noSuchEnrollment) { try await client.enroll(open) }
            let shown = device.code(at: acme.service.clock.now)
            #expect(try await !CodeTests.verify(client, shown, party, name: "ada@acme"))
            await #expect(throws: OrganizationError.noSuchMember) { try await acme.code() }
        }
        for table in ["account", "member", "device", "device_credential", "session", "enrollment", "notice"] {
            #expect(try await acme.service.count(table) == 0, "\(table)")
        }
        let log = try await acme.organizations.audit(of: acme.organization.id)
        #expect(log.first?.action == .memberRemoved)
        #expect(log.first?.subject == "ada")
        // The name can be given again, to another account.
        #expect(try await acme.add("ada").account != acme.ada.account)
    }

    @Test func `only the console and the organisation's own administrators manage it`() async throws {
        let acme = try await Acme()
        let chief = try await acme.add("chief", role: .administrator)
        let other = try await acme.organizations.create(slug: "other", name: "Other")
        let foreign = try await acme.organizations.addMember("boss", role: .administrator, to: other.id, by: .console)
        #expect(try await acme.organizations.isAdministrator(chief.account))
        #expect(try await !acme.organizations.isAdministrator(acme.ada.account))
        let refused: [AuditActor] = [
            .administrator(foreign.account), .administrator(acme.ada.account), .member(acme.ada.account), .anybody,
        ]
        let home = acme.organization.id
        for actor in refused {
            await #expect(throws: OrganizationError.notAllowed) {
                try await acme.organizations.addMember("eve", role: .member, to: home, by: actor)
            }
            await #expect(throws: OrganizationError.notAllowed) {
                try await acme.organizations.removeMember(acme.ada.account, of: home, by: actor)
            }
            await #expect(throws: OrganizationError.notAllowed) {
                try await acme.organizations.makeEnrollment(for: acme.ada.account, in: home, by: actor)
            }
        }
        let eve = try await acme.organizations.addMember(
            "eve",
            role: .member,
            to: home,
            by: .administrator(chief.account)
        )
        // An administrator reaches no member of another organisation, by whatever organisation is named.
        await #expect(throws: OrganizationError.noSuchMember) {
            try await acme.organizations.makeEnrollment(
                for: eve.account,
                in: other.id,
                by: .administrator(foreign.account)
            )
        }
        await #expect(throws: OrganizationError.noSuchMember) {
            try await acme.organizations.devices(of: eve.account, in: other.id)
        }
        let line = try await acme.organizations.audit(of: home).first { $0.subject == "eve" }
        #expect([line?.actorKind, line?.actor] == ["administrator", "chief"])
        #expect(try await acme.organizations.audit(of: other.id).contains { $0.subject == "eve" } == false)
    }

    @Test func `a copy of the database shows no code and no name`() async throws {
        let folder = URL.temporaryDirectory.appending(path: "sparekey-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try DataFolder(path: folder).found()
        let keys = try DataFolder(path: folder).keysFile.read()
        let database = try DataFolder(path: folder).openDatabase()
        let acme = try await Acme(TestService(database: database, keys: keys))
        let member = try await acme.add("Wilhelmine Kanarienvogel")
        let canaries = Mutex<[String]>([
            Acme.name, "Wilhelmine", "wilhelmine", "Kanarien", "kanarien", "Dienstfernsprecher",
        ])
        try await acme.service.run { client in
            let used = try await acme.code(for: member)
            let device = try await client.enroll(used, name: "Dienstfernsprecher")
            try await expectProblem(.enrollmentUsed) { try await client.read(used) }
            let open = try await acme.code(for: member)
            let shown = device.code(at: acme.service.clock.now)
            canaries.withLock { canaries in
                for code in [used, open] {
                    let bytes = Data(code.plain.utf8)
                    canaries += [code.plain, code.grouped, code.plain.lowercased(), bytes.base64EncodedString()]
                    canaries.append(bytes.map { String(format: "%02x", $0) }.joined())
                }
                canaries.append(shown)
            }
        }
        let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasPrefix("sparekey") }
        #expect(files.count >= 2)
        let searched = canaries.withLock { $0 }
        #expect(searched.count == 17)
        for file in files {
            let bytes = try Data(contentsOf: URL(filePath: "\(folder)/\(file)"))
            for canary in searched {
                #expect(bytes.range(of: Data(canary.utf8)) == nil, "\(canary) in \(file)")
            }
        }
    }
}
