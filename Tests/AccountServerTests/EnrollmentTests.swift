import AccountAPI
import AccountServer
import Crypto
import Encodings
import Foundation
import SQLDatabase
import Testing

@Suite struct EnrollmentTests {
    @Test func `a code tells whose it is, then adds one device, whose secret both sides have and nobody sent`()
        async throws
    {
        let acme = try await Acme()
        let party = try await acme.service.service.relyingParties.add(name: "wiki")
        try await acme.service.run { client in
            let code = try await acme.code()
            let read = try await client.read(code)
            #expect(read.organization == acme.organization.id)
            #expect((read.organizationName, read.member) == (Acme.name, "ada"))
            #expect(read.expires == Int64(acme.service.clock.now.timeIntervalSince1970 * 1000) + 900_000)
            let device = try await client.enroll(code)
            #expect(device.response.account == acme.ada.account)
            #expect((device.response.organizationName, device.response.member) == (Acme.name, "ada"))
            #expect(device.code(at: acme.service.clock.now).count == 6)
            let shown = device.code(at: acme.service.clock.now)
            #expect(try await CodeTests.verify(client, shown, party, name: "ada@acme"))
            let listed = try await client.call(ListDevices.self, Nothing(), session: device.session).devices
            #expect(listed.map(\.name) == ["Work phone"])
            #expect(listed.map(\.current) == [true])
        }
        let actions = Set(try await acme.actions())
        #expect(actions == [.codeMade, .codeUsed, .memberAdded, .organizationCreated])
    }

    @Test func `reading a code does not use it up, however often`() async throws {
        let acme = try await Acme()
        try await acme.service.run { client in
            let code = try await acme.code()
            for _ in 0..<40 {
                _ = try await client.read(code)
            }
            _ = try await client.enroll(code)
        }
    }

    @Test func `a code is forgiven how it is typed`() async throws {
        let acme = try await Acme()
        try await acme.service.run { client in
            let code = try await acme.code()
            let typed = code.grouped.lowercased().replacing("0", with: "o").replacing("1", with: "l")
            let request = ReadEnrollment.Request(code: " \(typed) ")
            #expect(try await client.call(ReadEnrollment.self, request).member == "ada")
        }
    }

    @Test(arguments: ["", "ABCD", "ABCD-EFGH-JKMN-PQRSX", "ABCD-EFGH-JKMN-PQRU", String(repeating: "A", count: 200)])
    func `what does not have the form of a code is refused`(text: String) async throws {
        try await TestService().run { client in
            try await expectProblem(.invalidRequest) {
                try await client.call(ReadEnrollment.self, ReadEnrollment.Request(code: text))
            }
        }
    }

    @Test func `a code made for a day lasts a day`() async throws {
        let acme = try await Acme()
        try await acme.service.run { client in
            let code = try await acme.code(minutes: 1440)
            acme.service.clock.advance(86_399)
            _ = try await client.enroll(code)
        }
        for minutes in [0, -1, 1441] {
            await #expect(throws: OrganizationError.invalidLifetime) { try await acme.code(minutes: minutes) }
        }
    }

    @Test func `twenty parallel uses of one code give one device`() async throws {
        let acme = try await Acme()
        try await acme.service.run { client in
            let code = try await acme.code()
            let problems = await withTaskGroup(of: ProblemCode?.self) { group in
                for number in 0..<20 {
                    group.addTask {
                        do {
                            _ = try await client.at("203.0.113.\(number)").enroll(code)
                            return nil
                        } catch {
                            return (error as? Problem)?.code ?? .internalError
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(problems.count { $0 == nil } == 1)
            #expect(problems.count { $0 == .enrollmentUsed } == 19)
        }
        #expect(try await acme.service.count("device") == 1)
        #expect(try await acme.service.count("session") == 1)
        #expect(try await acme.actions().contains(.codeReused))
    }

    @Test func `a device whose answer was lost may repeat its request; the first keys expire`() async throws {
        let acme = try await Acme()
        let party = try await acme.service.service.relyingParties.add(name: "wiki")
        try await acme.service.run { client in
            let code = try await acme.code()
            let keys = EnrollingKeys()
            let lost = try await client.enroll(code, keys: keys)
            acme.service.clock.advance(1)
            let again = try await client.enroll(code, keys: keys)
            #expect(lost.response.device == again.response.device)
            #expect(lost.response.keyShare != again.response.keyShare)
            try await expectProblem(.sessionInvalid) {
                try await client.call(ListDevices.self, Nothing(), session: lost.session)
            }
            let shown = again.code(at: acme.service.clock.now)
            #expect(try await CodeTests.verify(client, shown, party, name: "ada@acme"))
            // Once the device was used, nobody changes its keys any more.
            acme.service.clock.advance(1)
            try await expectProblem(.enrollmentUsed) { try await client.enroll(code, keys: keys) }
            #expect(try await client.call(ListDevices.self, Nothing(), session: again.session).devices.count == 1)
        }
        #expect(try await acme.actions().count { $0 == .codeUsed } == 1)
    }

    @Test func `a member has five devices at most; revoked ones do not count, and the code stays good`() async throws {
        let acme = try await Acme()
        try await acme.service.run { client in
            var devices: [EnrolledDevice] = []
            for number in 1...5 {
                devices.append(try await client.enroll(try await acme.code(), name: "phone \(number)"))
            }
            let code = try await acme.code()
            try await expectProblem(.deviceLimit) { try await client.enroll(code) }
            #expect(try await acme.actions().contains(.deviceLimit))
            let revoke = RevokeDevice.Request(device: devices[1].response.device)
            _ = try await client.call(RevokeDevice.self, revoke, session: devices[0].session)
            _ = try await client.enroll(code)
        }
        let log = try await acme.organizations.audit(of: acme.organization.id)
        let revocation = log.first { $0.action == .deviceRevoked }
        #expect([revocation?.actorKind, revocation?.actor, revocation?.device] == ["member", "ada", "phone 2"])
        #expect(try await acme.service.count("device") == 5)
    }

    @Test func `no credential and no device exist before the code is used`() async throws {
        let acme = try await Acme()
        try await acme.service.run { client in
            let code = try await acme.code()
            _ = try await client.read(code)
            for table in ["device", "device_credential", "session"] {
                #expect(try await acme.service.count(table) == 0, "\(table)")
            }
            let device = try await client.enroll(code)
            let row = try await acme.service.database.read { transaction in
                try transaction.row("SELECT device, public_key, confirmed FROM device_credential")
            }
            #expect(try row?.text("device") == device.response.device.rawValue)
            #expect(try row?.blob("public_key").count == 65)
            #expect(try row?.optionalInteger("confirmed") != nil)
        }
    }
}
