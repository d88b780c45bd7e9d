import AccountAPI
import AccountServer
import Encodings
import Foundation
import HTTPTypes
import HummingbirdTesting
import OneTimePassword
import Primitives
import SQLDatabase
import Synchronization
import Testing

/// What a member's session may do, what codes a member has, and what nobody learns of a member's backup.
@Suite struct MemberTests {
    /// One endpoint as bytes.
    struct Call: Sendable, CustomTestStringConvertible {
        let path: String
        let method: String
        let body: String
        var testDescription: String { "\(method) \(path)" }
    }

    private static let id = String(repeating: "a", count: 32)

    /// Everything about backups, passwords and recovery codes.
    static let personal = [
        Call(path: "/v1/backup", method: "GET", body: ""),
        Call(path: "/v1/backup/create", method: "POST", body: #"{"id":"\#(id)","epoch":1,"wrappedKey":"AAAA"}"#),
        Call(path: "/v1/backup/head", method: "POST", body: #"{"id":"\#(id)","previous":0}"#),
        Call(path: "/v1/backup/epoch", method: "POST", body: #"{"id":"\#(id)","previous":0}"#),
        Call(path: "/v1/backup/delete", method: "POST", body: #"{"id":"\#(id)"}"#),
        Call(path: "/v1/backup/restore", method: "POST", body: #"{"id":"\#(id)"}"#),
        Call(path: "/v1/account", method: "GET", body: ""),
        Call(path: "/v1/accounts/password/start", method: "POST", body: #"{"request":"AAAA"}"#),
        Call(path: "/v1/accounts/password/finish", method: "POST", body: "{}"),
        Call(path: "/v1/accounts/recovery-code/start", method: "POST", body: #"{"request":"AAAA"}"#),
        Call(path: "/v1/accounts/recovery-code/finish", method: "POST", body: "{}"),
    ]

    @Test(arguments: personal)
    func `a member's session gets the same refusal with a backup and without`(call: Call) async throws {
        let acme = try await Acme()
        try await acme.service.run { client in
            let device = try await client.enroll(try await acme.code())
            let without = try await Self.send(call, client, device.session)
            // No request can make it; were it there all the same, nobody could tell.
            try await acme.service.database.write { transaction in
                try transaction.execute(
                    "INSERT INTO backup (account, id, epoch, wrapped_key, generation) VALUES ($1, $2, 1, $3, 0)",
                    [.text(acme.ada.account.rawValue), .text(Self.id), .blob([1])]
                )
            }
            let with = try await Self.send(call, client, device.session)
            #expect(without.status.code == 403)
            #expect(try without.decode(Problem.self).code == .workAccount)
            #expect(without.data == with.data)
            #expect(without.status == with.status)
        }
    }

    @Test func `nothing that an administrator can do reads a backup`() async throws {
        let engine = ListeningEngine(try SQLiteDatabase(inMemory: ()))
        let acme = try await Acme(TestService(database: engine))
        let chief = try await acme.add("chief", role: .administrator)
        let home = acme.organization.id
        try await acme.service.run { client in
            engine.forget()
            let organizations = acme.organizations
            let actor = AuditActor.administrator(chief.account)
            let eve = try await organizations.addMember("eve", role: .member, to: home, by: actor)
            let made = try await organizations.makeEnrollment(for: eve.account, in: home, by: actor)
            _ = try await client.enroll(made.code)
            _ = try await organizations.list()
            _ = try await organizations.membership(of: eve.account)
            _ = try await organizations.members(of: home)
            _ = try await organizations.member(named: "eve", of: home)
            let device = try #require(try await organizations.devices(of: eve.account, in: home).first)
            try await organizations.revokeDevice(device.id, of: eve.account, in: home, by: actor)
            _ = try await organizations.audit(of: home)
            try await organizations.removeMember(eve.account, of: home, by: actor)
            #expect(engine.statements.count > 20)
            #expect(engine.statements.filter { $0.lowercased().contains("backup") } == [])
        }
    }

    @Test func `a member lists and revokes devices, and ends the session`() async throws {
        let acme = try await Acme()
        try await acme.service.run { client in
            let old = try await client.enroll(try await acme.code(), name: "old")
            acme.service.clock.advance(1)
            let new = try await client.enroll(try await acme.code(), name: "new")
            let listed = try await client.call(ListDevices.self, Nothing(), session: new.session).devices
            #expect(listed.map(\.name) == ["old", "new"])
            let revoke = RevokeDevice.Request(device: old.response.device)
            _ = try await client.call(RevokeDevice.self, revoke, session: new.session)
            try await expectProblem(.sessionInvalid) {
                try await client.call(ListDevices.self, Nothing(), session: old.session)
            }
            _ = try await client.call(EndSession.self, Nothing(), session: new.session)
            try await expectProblem(.sessionInvalid) {
                try await client.call(ListDevices.self, Nothing(), session: new.session)
            }
        }
    }

    @Test func `a copied device of a member removes others at any time, until one of them removes it`() async throws {
        let acme = try await Acme()
        try await acme.service.run { client in
            let copied = try await client.enroll(try await acme.code(), name: "copied")
            let (phone, tablet) = (
                try await client.enroll(try await acme.code(), name: "phone"),
                try await client.enroll(try await acme.code(), name: "tablet")
            )
            acme.service.clock.advance(30 * 86_400)
            let first = RevokeDevice.Request(device: phone.response.device)
            _ = try await client.call(RevokeDevice.self, first, session: copied.session)
            let told = try await client.call(ListNotices.self, Nothing(), session: tablet.session).notices
            #expect(told.contains { $0.kind == .deviceRevoked && $0.deviceName == "phone" })
            let second = RevokeDevice.Request(device: copied.response.device)
            _ = try await client.call(RevokeDevice.self, second, session: tablet.session)
            let third = RevokeDevice.Request(device: tablet.response.device)
            try await expectProblem(.sessionInvalid) {
                try await client.call(RevokeDevice.self, third, session: copied.session)
            }
        }
    }

    @Test func `the codes of a member's old and new device differ, and each is accepted once`() async throws {
        let acme = try await Acme()
        let party = try await acme.service.service.relyingParties.add(name: "wiki")
        try await acme.service.run { client in
            let devices = [
                try await client.enroll(try await acme.code()), try await client.enroll(try await acme.code()),
            ]
            let codes = devices.map { $0.code(at: acme.service.clock.now) }
            #expect(codes[0] != codes[1])
            for code in codes {
                #expect(try await CodeTests.verify(client, code, party, name: "ada@acme"))
            }
            for code in codes {
                #expect(try await !CodeTests.verify(client, code, party, name: "ada@acme"))
            }
        }
    }

    @Test func `the digits belong to the kind of account`() async throws {
        let acme = try await Acme()
        let party = try await acme.service.service.relyingParties.add(name: "wiki")
        try await acme.service.run { client in
            try await client.register()
            let personal = try await client.signIn()
            let member = try await client.enroll(try await acme.code())
            let now = acme.service.clock.now
            let eight = TOTP.code(secret: member.secret, at: Instant(now), period: 30, digits: 8, algorithm: .sha1)
            let secret = try #require(personal.secret)
            let six = TOTP.code(secret: secret, at: Instant(now), period: 30, digits: 6, algorithm: .sha1)
            #expect(try await !CodeTests.verify(client, eight, party, name: "ada@acme"))
            #expect(try await !CodeTests.verify(client, six, party))
            #expect(try await CodeTests.verify(client, personal.code(at: now), party))
            #expect(try await CodeTests.verify(client, member.code(at: now), party, name: "ADA@acme"))
        }
    }

    @Test(arguments: ["ada@acme", TestClient.ada])
    func `fifty parallel tries of the codes of two devices accept each once at most, and at least one`(
        name: String
    ) async throws {
        let acme = try await Acme()
        let party = try await acme.service.service.relyingParties.add(name: "wiki")
        try await acme.service.run { client in
            let codes = try await Self.codesOfTwoDevices(name, acme, client)
            for round in 0..<3 {
                let now = acme.service.clock.now
                let shown = codes.map { $0(now) }
                let answers = await withTaskGroup(of: (Int, Bool).self) { group in
                    for number in 0..<50 {
                        let which = round < 2 ? round : number % 2
                        group.addTask {
                            (which, (try? await CodeTests.verify(client, shown[which], party, name: name)) == true)
                        }
                    }
                    return await group.reduce(into: [0, 0]) { $0[$1.0] += $1.1 ? 1 : 0 }
                }
                // One code alone is accepted once, the old device's and the new one's alike; where both compete, the
                // wrong tries of one can stop the other, but none is accepted twice.
                switch round {
                case 0: #expect(answers == [1, 0])
                case 1: #expect(answers == [0, 1])
                default: #expect(answers.allSatisfy { $0 <= 1 } && answers.contains(1))
                }
                acme.service.clock.advance(900)
            }
        }
    }

    @Test func `thirty wrong codes stop a name for the day`() async throws {
        let acme = try await Acme()
        let party = try await acme.service.service.relyingParties.add(name: "wiki")
        try await acme.service.run { client in
            let device = try await client.enroll(try await acme.code())
            for name in ["ada@acme", "nobody@acme"] {
                acme.service.clock.advance(86_400)
                for _ in 0..<6 {
                    for _ in 0..<5 {
                        #expect(try await !CodeTests.verify(client, "1", party, name: name))
                    }
                    try await expectProblem(.tooManyAttempts) {
                        try await CodeTests.verify(client, "1", party, name: name)
                    }
                    acme.service.clock.advance(900)
                }
                try await expectProblem(.tooManyAttempts) {
                    try await CodeTests.verify(client, "1", party, name: name)
                }
            }
            acme.service.clock.advance(86_400)
            let shown = device.code(at: acme.service.clock.now)
            #expect(try await CodeTests.verify(client, shown, party, name: "ada@acme"))
        }
    }

    private static func codesOfTwoDevices(
        _ name: String,
        _ acme: Acme,
        _ client: TestClient
    ) async throws -> [@Sendable (Date) -> String] {
        guard name == TestClient.ada else {
            let old = try await client.enroll(try await acme.code())
            let new = try await client.enroll(try await acme.code())
            return [{ old.code(at: $0) }, { new.code(at: $0) }]
        }
        try await client.register()
        let old = try await client.signIn()
        let new = try await client.signIn(device: .new(name: "New phone"))
        return [{ old.code(at: $0) }, { new.code(at: $0) }]
    }

    private static func send(_ call: Call, _ client: TestClient, _ session: TestSession) async throws -> TestResponse {
        let body = Array(call.body.utf8)
        let signature = session.sign(method: call.method, path: call.path, body: body)
        return try await client.send(
            call.path,
            method: call.method == "GET" ? .get : .post,
            body: body,
            authorization: signature.header
        )
    }
}
