import AccountAPI
import AccountServer
import Encodings
import Foundation
import OPAQUE
import Primitives
import SQLDatabase
import Testing

/// Who takes nothing back, and what no taking back leaves half done.
extension TakingBackTests {
    @Test func `a younger device takes nothing back from an older one`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let owner = try await client.registered()
            try await client.addVerified(.email, Self.mail, in: owner, service)
            let thief = try await client.settled(service)
            let again = try await client.signIn(again: owner)
            try await client.changePassword(to: "better", in: again)
            await #expect(throws: OPAQUEError.wrongPassword) { try await client.takeBack(thief) }
            // Nor one that has not settled, from anyone.
            let young = try await client.signIn(TestClient.ada, "better", device: .new(name: "Young"))
            await #expect(throws: OPAQUEError.wrongPassword) { try await client.takeBack(young) }
        }
    }

    @Test func `without the proof of the device an old password is one like any other`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let (owner, _, _) = try await Self.taken(client, service)
            let device = try #require(owner.device)
            func sizes(_ name: String, _ known: (id: ServiceDeviceID, secret: SecretBytes)?) async throws -> [Int] {
                let (answer, _) = try await client.start(name, knownDevice: known, takingBack: 0)
                return [answer.ke2.bytes.count, Int(answer.suite)]
            }
            // What answers for a secret of before tells nothing of the present one, whether the name has one or not.
            for name in [TestClient.ada, "nobody@example.org"] {
                let (now, before) = (try await client.start(name), try await client.start(name, takingBack: 0))
                #expect(now.response.ke2.bytes.prefix(32) != before.response.ke2.bytes.prefix(32))
            }
            let known = try await sizes(TestClient.ada, device)
            #expect(try await sizes(TestClient.ada, nil) == known)
            #expect(try await sizes("nobody@example.org", nil) == known)
            await #expect(throws: OPAQUEError.wrongPassword) {
                try await client.signIn(device: nil, takingBack: 0)
            }
            let forged = (id: device.id, secret: SecretBytes.random(count: 32))
            await #expect(throws: OPAQUEError.wrongPassword) {
                try await client.signIn(device: .known(device.id), knownDevice: forged, takingBack: 0)
            }
            for number in [-1, 10] {
                try await expectProblem(.invalidRequest) {
                    try await client.start(knownDevice: device, takingBack: number).response
                }
            }
            // Past the end, the same.
            await #expect(throws: OPAQUEError.wrongPassword) {
                try await client.signIn(device: .known(device.id), knownDevice: device, takingBack: 9)
            }
        }
    }

    @Test func `after 30 days there is nothing to take back`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let (owner, _, contact) = try await Self.taken(client, service)
            service.clock.advance(30 * 86_400 - 300)
            let back = try await client.takeBack(owner)
            try await client.showContact(contact, in: back, service)
            service.clock.advance(600)
            try await expectProblem(.expired) {
                try await client.finishTakingBack(back, password: "better", key: Self.key)
            }
            await #expect(throws: (any Error).self) { try await client.takeBack(owner) }
        }
    }

    @Test func `an earlier secret opens no ordinary session, and its session can do nothing else`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let (owner, _, _) = try await Self.taken(client, service)
            let back = try await client.takeBack(owner)
            try await expectProblem(.sessionInvalid) {
                try await client.call(ListDevices.self, Nothing(), session: back)
            }
            try await expectProblem(.sessionInvalid) {
                try await client.call(ReadBackup.self, Nothing(), session: back)
            }
            try await expectProblem(.sessionInvalid) { try await client.changePassword(to: "x", in: back) }
            // Nor does it add a device, nor stand for none.
            let known = try #require(owner.device)
            for device in [SigningDevice?.none, .new(name: "Third")] {
                try await expectProblem(.noSuchDevice) {
                    try await client.signIn(device: device, knownDevice: known, takingBack: 0)
                }
            }
            service.clock.advance(3_601)
            try await expectProblem(.sessionInvalid) {
                try await client.call(ReadTakingBack.self, Nothing(), session: back)
            }
            // And an ordinary session takes nothing back.
            let other = try await client.registered("bob")
            try await expectProblem(.sessionInvalid) {
                try await client.call(ReadTakingBack.self, Nothing(), session: other)
            }
        }
    }

    @Test func `replacing the password over and over puts the old one out of nobody's reach`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let (owner, thief, contact) = try await Self.taken(client, service)
            for number in 0..<12 {
                service.clock.advance(60)
                try await client.changePassword(to: "mine \(number)", in: thief, wrapping: TestKey(name: "thief"))
            }
            let back = try await client.takeBack(owner)
            try await client.showContact(contact, in: back, service)
            try await client.finishTakingBack(back, password: "better", key: Self.key)
            _ = try await client.signIn(again: owner, "better")
        }
    }

    @Test func `of two takers at once one wins, and the other has nothing left to take`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let (owner, _, contact) = try await Self.taken(client, service)
            let first = try await client.takeBack(owner)
            let second = try await client.takeBack(owner)
            for session in [first, second] {
                service.clock.advance(1)
                try await client.showContact(contact, in: session, service)
            }
            let outcomes = try await withThrowingTaskGroup { group in
                for (session, password) in [(first, "one"), (second, "two")] {
                    group.addTask {
                        try await problem {
                            try await client.finishTakingBack(session, password: password, key: Self.key)
                        }
                    }
                }
                return try await group.reduce(into: [ProblemCode?]()) { $0.append($1) }
            }
            #expect(outcomes.count { $0 == nil } == 1)
            #expect(outcomes.contains(.sessionInvalid))
            await #expect(throws: OPAQUEError.wrongPassword) { try await client.takeBack(owner) }
        }
        #expect(try await service.count("credential WHERE kind = 'password'") == 1)
    }

    @Test func `it happens whole or not at all`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let (owner, thief, contact) = try await Self.taken(client, service)
            let back = try await client.takeBack(owner)
            try await client.showContact(contact, in: back, service)
            // The last statement fails, as where the service is killed before it.
            try await service.database.write { transaction in
                try transaction.execute(
                    "CREATE TRIGGER stop BEFORE DELETE ON replaced BEGIN SELECT RAISE(ABORT, 'killed'); END",
                    []
                )
            }
            try await expectProblem(.internalError) {
                try await client.finishTakingBack(back, password: "better", key: Self.key)
            }
            _ = try await client.signIn(again: thief, "mine")
            await #expect(throws: OPAQUEError.wrongPassword) { try await client.signIn(again: owner, "better") }
            #expect(try await service.count("device WHERE suspended IS NOT NULL") == 1)
            try await service.database.write { try $0.execute("DROP TRIGGER stop", []) }
            try await client.finishTakingBack(back, password: "better", key: Self.key)
            _ = try await client.signIn(again: owner, "better")
        }
    }
}
