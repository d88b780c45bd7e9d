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

    @Test func `a thief who is first makes the member's own scan an alarm, and is revoked`() async throws {
        let acme = try await Acme()
        let party = try await acme.service.service.relyingParties.add(name: "wiki")
        try await acme.service.run { client in
            let known = try await client.enroll(try await acme.code(), name: "Ada's phone")
            acme.service.clock.advance(60)
            let code = try await acme.code()
            let thief = try await client.at("198.51.100.7").enroll(code, name: "thief")
            acme.service.clock.advance(60)
            try await expectProblem(.enrollmentUsed) { try await client.read(code) }
            #expect(try await acme.actions().first == .codeReused)
            // The member's own device is told, of the thief's device by name.
            let notices = try await client.call(ListNotices.self, Nothing(), session: known.session).notices
            #expect(notices.map(\.kind) == [.enrollmentReused, .deviceAdded])
            #expect(notices.map(\.deviceName) == ["thief", "thief"])
            let devices = try await acme.organizations.devices(of: acme.ada.account, in: acme.organization.id)
            #expect(devices.map(\.name) == ["Ada's phone", "thief"])
            try await acme.organizations.revokeDevice(
                devices[1].id,
                of: acme.ada.account,
                in: acme.organization.id,
                by: .console
            )
            try await expectProblem(.sessionInvalid) {
                try await client.call(ListDevices.self, Nothing(), session: thief.session)
            }
            let shown = thief.code(at: acme.service.clock.now)
            #expect(try await !CodeTests.verify(client, shown, party, name: "ada@acme"))
            let own = known.code(at: acme.service.clock.now)
            #expect(try await CodeTests.verify(client, own, party, name: "ada@acme"))
            // What the thief used is of no more use, and the next code is.
            try await expectProblem(.enrollmentUsed) { try await client.enroll(code) }
            _ = try await client.enroll(try await acme.code())
        }
        #expect(try await acme.service.count("device_credential") == 2)
    }

    @Test func `a used code is an alarm for a month, and tells it three times an hour at most`() async throws {
        let acme = try await Acme()
        try await acme.service.run { client in
            let code = try await acme.code()
            _ = try await client.enroll(code)
            for _ in 0..<10 {
                try await expectProblem(.enrollmentUsed) { try await client.enroll(code) }
            }
            #expect(try await acme.actions().count { $0 == .codeReused } == 3)
            acme.service.clock.advance(29 * 86_400)
            try await expectProblem(.enrollmentUsed) { try await client.read(code) }
            #expect(try await acme.actions().count { $0 == .codeReused } == 4)
            acme.service.clock.advance(2 * 86_400)
            await acme.service.service.keepHouse()
            try await expectProblem(.noSuchEnrollment) { try await client.read(code) }
        }
        #expect(try await acme.service.count("enrollment") == 0)
    }

    @Test func `a code that is too old, or replaced by a newer one, is refused and told`() async throws {
        let acme = try await Acme()
        try await acme.service.run { client in
            let old = try await acme.code()
            acme.service.clock.advance(899)
            _ = try await client.read(old)
            acme.service.clock.advance(1)
            try await expectProblem(.enrollmentExpired) { try await client.read(old) }
            try await expectProblem(.enrollmentExpired) { try await client.enroll(old) }
            let replaced = try await acme.code()
            acme.service.clock.advance(1)
            let newest = try await acme.code()
            try await expectProblem(.enrollmentExpired) { try await client.enroll(replaced) }
            _ = try await client.enroll(newest)
            #expect(try await acme.actions().contains(.codeLate))
        }
        #expect(try await acme.service.count("device") == 1)
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

    @Test func `guesses of codes are counted by address, and good codes are not`() async throws {
        let acme = try await Acme()
        try await acme.service.run { client in
            let code = try await acme.code()
            let guesser = client.at("198.51.100.7")
            let problems = await withTaskGroup(of: ProblemCode?.self) { group in
                for number in 0..<60 {
                    let guess = EnrollmentCode(random: [UInt8](repeating: UInt8(number % 32), count: 16))
                    group.addTask {
                        try? await problem {
                            if number % 2 == 0 {
                                _ = try await guesser.read(guess)
                            } else {
                                _ = try await guesser.enroll(guess)
                            }
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(problems.count { $0 == .noSuchEnrollment } == 30)
            #expect(problems.count { $0 == .tooManyFromAddress } == 30)
            try await expectProblem(.tooManyFromAddress) { try await guesser.read(code) }
            _ = try await client.read(code)
            acme.service.clock.advance(3600)
            try await expectProblem(.enrollmentExpired) { try await guesser.read(code) }
        }
    }

    /// The ways in which a request can be spoilt, each of which leaves the code as good as it was.
    enum Spoilt: CaseIterable {
        case otherSignature, otherKey, otherShare, otherCode, noPoint, shareNoPoint, shortKey, noName
    }

    @Test(arguments: Spoilt.allCases)
    func `a request that does not show the key's other half is refused, and the code stays good`(
        way: Spoilt
    ) async throws {
        let acme = try await Acme()
        try await acme.service.run { client in
            let code = try await acme.code()
            let keys = EnrollingKeys()
            let other = EnrollingKeys()
            let good = try keys.request(code.plain)
            var (name, share, publicKey, signature) = (good.name, good.keyShare, good.publicKey, good.signature)
            var expected = ProblemCode.credentialRefused
            switch way {
            case .otherSignature: signature = try other.request(code.plain).signature
            case .otherKey: publicKey = try other.request(code.plain).publicKey
            case .otherShare: share = try other.request(code.plain).keyShare
            case .otherCode: signature = try keys.request("0000000000000000").signature
            case .noPoint:
                publicKey = Bytes([4] + [UInt8](repeating: 1, count: 64))
                expected = .invalidRequest
            case .shareNoPoint:
                share = Bytes([4] + [UInt8](repeating: 1, count: 64))
                let message = DeviceCredentialMessage.enrollment(
                    code: code.plain,
                    keyShare: share.bytes,
                    publicKey: publicKey.bytes
                )
                signature = Bytes(Array(try keys.credential.signature(for: message).rawRepresentation))
                expected = .invalidRequest
            case .shortKey:
                publicKey = Bytes(Array(publicKey.bytes.dropLast()))
                expected = .invalidRequest
            case .noName:
                name = "\u{7}"
                expected = .invalidRequest
            }
            let request = UseEnrollment.Request(
                code: code.plain,
                name: name,
                keyShare: share,
                publicKey: publicKey,
                signature: signature
            )
            try await expectProblem(expected) { try await client.call(UseEnrollment.self, request) }
            #expect(try await acme.service.count("device") == 0)
            #expect(try await acme.service.count("device_credential") == 0)
            _ = try await client.enroll(code, keys: keys)
        }
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
