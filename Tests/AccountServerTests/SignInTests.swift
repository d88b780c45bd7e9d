import AccountAPI
import Foundation
import HTTPTypes
import HummingbirdTesting
import OPAQUE
import Primitives
import SQLDatabase
import Testing

@Suite struct SignInTests {
    @Test func `both sides hold the same keys`() async throws {
        try await TestService().run { client in
            let exported = try await client.register()
            let (response, state) = try await client.start()
            let (_, _, again) = try TestClient.opaque.generateKE3(state, ke2: KE2(bytes: response.ke2.bytes))
            #expect(exported == again)
            let session = try await client.signIn()
            let listed = try await client.call(ListDevices.self, Nothing(), session: session)
            #expect(listed.devices.map(\.name) == ["Ada's old phone"])
            #expect(listed.devices.map(\.current) == [true])
        }
    }

    @Test func `a wrong password is noticed by the client and refused by the service`() async throws {
        try await TestService().run { client in
            try await client.register()
            let (response, state) = try await client.start(TestClient.ada, "wrong")
            let ke2 = try KE2(bytes: response.ke2.bytes)
            #expect(throws: OPAQUEError.wrongPassword) { try TestClient.opaque.generateKE3(state, ke2: ke2) }
            let request = Self.finish(response.signIn, [UInt8](repeating: 7, count: 64))
            try await expectProblem(.signInRefused) { try await client.call(FinishSignIn.self, request) }
            try await expectProblem(.expired) { try await client.call(FinishSignIn.self, request) }
        }
    }

    @Test func `a sign-in is finished once and within a minute`() async throws {
        let service = try await TestService()
        try await service.run { client in
            try await client.register()
            for delay in [0.0, 61.0] {
                let (response, state) = try await client.start()
                let (ke3, _, _) = try TestClient.opaque.generateKE3(state, ke2: KE2(bytes: response.ke2.bytes))
                service.clock.advance(delay)
                let request = Self.finish(response.signIn, ke3.bytes)
                if delay == 0 {
                    _ = try await client.call(FinishSignIn.self, request)
                }
                try await expectProblem(.expired) { try await client.call(FinishSignIn.self, request) }
            }
        }
        #expect(try await service.count("session") == 1)
    }

    @Test func `no flipped byte of KE1 or KE3 signs in`() async throws {
        let service = try await TestService()
        try await service.run { client in
            try await client.register()
            for index in 0..<KE1.length {
                let (ke1, state) = try TestClient.opaque.generateKE1(password: SecretBytes(utf8: TestClient.password))
                var bytes = ke1.bytes
                bytes[index] ^= 0x10
                let request = StartSignIn.Request(username: TestClient.ada, ke1: Bytes(bytes), knownDevice: nil)
                let other = client.at("198.51.100.\(index)")
                do {
                    let response = try await other.call(StartSignIn.self, request)
                    let ke2 = try KE2(bytes: response.ke2.bytes)
                    #expect(throws: OPAQUEError.self, "byte \(index)") {
                        try TestClient.opaque.generateKE3(state, ke2: ke2)
                    }
                } catch let problem as Problem {
                    #expect(problem.code == .invalidRequest, "byte \(index)")
                }
                // Ten an hour and thirty a day are looked at, whatever else is tried.
                if index % 10 == 9 { service.clock.advance(86_400) }
            }
        }
    }

    @Test func `no flipped byte of KE3 opens a session`() async throws {
        let service = try await TestService()
        try await service.run { client in
            try await client.register()
            for index in 0..<KE3.length {
                if index % 5 == 0 {
                    service.clock.advance(86_400)
                }
                let (response, state) = try await client.start()
                var (ke3, _, _) = try TestClient.opaque.generateKE3(state, ke2: KE2(bytes: response.ke2.bytes))
                var bytes = ke3.bytes
                bytes[index] ^= 0x10
                ke3 = try KE3(bytes: bytes)
                let request = Self.finish(response.signIn, ke3.bytes)
                let code = try await problem { try await client.call(FinishSignIn.self, request) }
                #expect(code == .signInRefused, "byte \(index)")
            }
        }
        #expect(try await service.count("session") == 0)
    }

    @Test func `a record with a flipped byte signs nobody in`() async throws {
        let service = try await TestService()
        try await service.run { client in
            for index in 0..<RegistrationRecord.length {
                let client = client.at("198.51.100.\(index)")
                let name = "user\(index)"
                let started = try await RegistrationTests.start(client, name)
                var record = started.record.bytes
                record[index] ^= 0x10
                let code = try await problem { try await RegistrationTests.finish(client, started, record: record) }
                if code == .invalidRequest { continue }
                #expect(code == nil)
                await #expect(throws: OPAQUEError.self, "byte \(index)") { try await client.signIn(name) }
            }
        }
        #expect(try await service.count("session") == 0)
    }

    @Test(arguments: [[], [UInt8](repeating: 0, count: 96), [UInt8](repeating: 1, count: 95)])
    func `a malformed KE1 costs no attempt`(ke1: [UInt8]) async throws {
        let service = try await TestService()
        try await service.run { client in
            let request = StartSignIn.Request(username: TestClient.ada, ke1: Bytes(ke1), knownDevice: nil)
            try await expectProblem(.invalidRequest) { try await client.call(StartSignIn.self, request) }
        }
        #expect(try await service.count("attempt") == 0)
    }

    @Test func `an unknown name is answered as a known one is`() async throws {
        let service = try await TestService()
        try await service.run { client in
            try await client.register()
            var left: [[Int]] = []
            var sizes: Set<Int> = []
            for name in [TestClient.ada, "nobody"] {
                var rows: [Int] = []
                for _ in 0..<5 {
                    let (ke1, _) = try TestClient.opaque.generateKE1(password: SecretBytes(utf8: "wrong"))
                    let request = StartSignIn.Request(username: name, ke1: Bytes(ke1.bytes), knownDevice: nil)
                    let body = Array(try JSONEncoder().encode(request))
                    let response = try await client.send(StartSignIn.path, method: .post, body: body)
                    #expect(response.status == .ok)
                    let decoded = try response.decode(StartSignIn.Response.self)
                    #expect(decoded.ke2.bytes.count == KE2.length)
                    sizes.insert(response.data.count)
                    rows.append(decoded.attemptsLeft)
                    let finish = Self.finish(decoded.signIn, [UInt8](repeating: 7, count: 64))
                    let code = try await problem { try await client.call(FinishSignIn.self, finish) }
                    #expect(code == .signInRefused)
                }
                try await expectProblem(.tooManyAttempts) { try await client.start(name, "wrong") }
                left.append(rows)
            }
            #expect(left[0] == left[1])
            #expect(sizes.count == 1)
            #expect(left[0] == Array((0...4).reversed()))
        }
    }

    @Test func `the answer for an unknown name has the size of one for a known name`() async throws {
        let service = try await TestService()
        try await service.run { client in
            try await client.register()
            var sizes: Set<Int> = []
            var evaluated: Set<[UInt8]> = []
            let (ke1, _) = try TestClient.opaque.generateKE1(password: SecretBytes(utf8: "wrong"))
            for name in [TestClient.ada, "nobody", "nobody", "NOBODY"] {
                let request = StartSignIn.Request(username: name, ke1: Bytes(ke1.bytes), knownDevice: nil)
                let response = try await client.call(StartSignIn.self, request)
                sizes.insert(response.ke2.bytes.count)
                evaluated.insert(Array(response.ke2.bytes.prefix(32)))
            }
            #expect(sizes == [KE2.length])
            // The OPRF key of an unknown name stays the same, as that of a known one does.
            #expect(evaluated.count == 2)
            let states = try await service.database.read { transaction in
                try transaction.rows("SELECT length(state) AS length FROM sign_in", []).map { try $0.integer("length") }
            }
            #expect(states.count == 4)
            #expect(Set(states).count == 1)
        }
    }

    @Test func `a password changed between the two steps signs nobody in`() async throws {
        try await TestService().run { client in
            try await client.register()
            let (response, state) = try await client.start()
            let (ke3, _, _) = try TestClient.opaque.generateKE3(state, ke2: KE2(bytes: response.ke2.bytes))
            let session = try await client.signIn()
            try await PasswordChangeTests.change(client, session, to: "another password")
            let request = Self.finish(response.signIn, ke3.bytes)
            try await expectProblem(.signInRefused) { try await client.call(FinishSignIn.self, request) }
        }
    }

    static func finish(_ signIn: SignInID, _ ke3: [UInt8]) -> FinishSignIn.Request {
        FinishSignIn.Request(signIn: signIn, ke3: Bytes(ke3), device: nil)
    }
}
