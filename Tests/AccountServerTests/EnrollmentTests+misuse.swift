import AccountAPI
import AccountServer
import Crypto
import Encodings
import Foundation
import SQLDatabase
import Testing

/// Codes that someone else uses, guesses or spoils.
extension EnrollmentTests {
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
}
