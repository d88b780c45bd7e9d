import AccountAPI
import OPAQUE
import Primitives
import Testing

@Suite struct RegistrationTests {
    @Test func `an account that was made can sign in`() async throws {
        try await TestService().run { client in
            try await client.register()
            let session = try await client.signIn()
            #expect(session.opened.device != nil)
        }
    }

    @Test(arguments: ["ADA@example.org", "  ada@example.org ", "\u{FF41}da@example.org"])
    func `a name is taken in every form of it`(name: String) async throws {
        try await TestService().run { client in
            try await client.register()
            try await expectProblem(.nameTaken) { try await client.register(name) }
            _ = try await client.signIn(name)
        }
    }

    @Test(arguments: ["", "   ", "a\u{0}b", "a\nb", "ad\u{200B}a", "a\u{202E}b", String(repeating: "x", count: 129)])
    func `a name that is not allowed is refused`(name: String) async throws {
        try await TestService().run { client in
            try await expectProblem(.invalidName) { try await client.register(name) }
            try await expectProblem(.invalidName) { try await client.start(name) }
        }
    }

    @Test func `two registrations of one name make one account`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let first = try await Self.start(client)
            let second = try await Self.start(client)
            try await Self.finish(client, first)
            try await expectProblem(.nameTaken) { try await Self.finish(client, second) }
        }
        #expect(try await service.count("account") == 1)
        #expect(try await service.count("credential") == 1)
    }

    @Test func `a registration is finished once and within ten minutes`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let started = try await Self.start(client)
            try await Self.finish(client, started)
            try await expectProblem(.expired) { try await Self.finish(client, started) }
            let late = try await Self.start(client, "bob")
            service.clock.advance(601)
            try await expectProblem(.expired) { try await Self.finish(client, late) }
        }
    }

    @Test(arguments: [0, 4, 0x7E, 0x7F, 0xFFFF] as [UInt16])
    func `a suite that is not accepted is refused`(suite: UInt16) async throws {
        try await TestService().run { client in
            let started = try await Self.start(client)
            try await expectProblem(.suiteRefused) { try await Self.finish(client, started, suite: suite) }
        }
    }

    @Test func `a record whose public key is no element is refused`() async throws {
        try await TestService().run { client in
            let started = try await Self.start(client)
            for key in [[UInt8](repeating: 0, count: 32), [UInt8](repeating: 0xFF, count: 32)] {
                let record = key + started.record.bytes.dropFirst(32)
                let code = try await problem { try await Self.finish(client, started, record: record) }
                #expect(code == .invalidRequest)
            }
            for record in [[], Array(started.record.bytes.dropLast()), started.record.bytes + [0]] {
                let code = try await problem { try await Self.finish(client, started, record: record) }
                #expect(code == .invalidRequest)
            }
        }
    }

    @Test func `the answer to a registration opens no response of a sign-in`() async throws {
        try await TestService().run { client in
            try await client.register()
            try await client.register("eve", "her own password")
            let eve = try await client.signIn("eve", "her own password")
            // Whoever has one counted KE2 lets another call evaluate the same guess, here the right one, and puts the
            // answer in the place of the evaluated element: if it came from the same key, the response would open.
            let (ke1, state) = try TestClient.opaque.generateKE1(password: SecretBytes(utf8: TestClient.password))
            let signIn = try await client.call(
                StartSignIn.self,
                StartSignIn.Request(username: TestClient.ada, ke1: Bytes(ke1.bytes), knownDevice: nil)
            )
            let blinded = Bytes(Array(ke1.bytes.prefix(32)))
            let started = [
                try await client.call(
                    StartRegistration.self,
                    StartRegistration.Request(username: "mallory", request: blinded)
                ),
                try await client.call(
                    StartPasswordChange.self,
                    StartPasswordChange.Request(request: blinded),
                    session: eve
                ),
            ]
            for answer in started {
                let forged = answer.response.bytes.prefix(32) + signIn.ke2.bytes.dropFirst(32)
                let ke2 = try KE2(bytes: Array(forged))
                #expect(throws: OPAQUEError.wrongPassword) { try TestClient.opaque.generateKE3(state, ke2: ke2) }
            }
            // With the sign-in's own evaluated element the same steps do open it.
            let own = try KE2(bytes: Array(signIn.ke2.bytes.prefix(32) + signIn.ke2.bytes.dropFirst(32)))
            _ = try TestClient.opaque.generateKE3(state, ke2: own)
        }
    }

    @Test func `asking whether a name is taken is counted`() async throws {
        try await TestService().run { client in
            try await client.register()
            for _ in 0..<29 {
                try await expectProblem(.nameTaken) { try await Self.start(client) }
            }
            try await expectProblem(.tooManyFromAddress) { try await Self.start(client) }
        }
    }

    @Test func `an address may start thirty registrations an hour`() async throws {
        let service = try await TestService()
        try await service.run { client in
            for index in 0..<30 {
                _ = try await Self.start(client, "user\(index)")
            }
            try await expectProblem(.tooManyFromAddress) { try await Self.start(client, "one too many") }
            _ = try await Self.start(client.at("203.0.113.2"), "from elsewhere")
            service.clock.advance(3600)
            _ = try await Self.start(client, "an hour later")
        }
    }

    struct Started: Sendable {
        let registration: RegistrationID
        let record: RegistrationRecord
    }

    static func start(_ client: TestClient, _ name: String = TestClient.ada) async throws -> Started {
        let password = SecretBytes(utf8: TestClient.password)
        let (message, state) = try TestClient.opaque.createRegistrationRequest(password: password)
        let started = try await client.call(
            StartRegistration.self,
            StartRegistration.Request(username: name, request: Bytes(message.bytes))
        )
        let response = try RegistrationResponse(bytes: started.response.bytes)
        let (record, _) = try TestClient.opaque.finalizeRegistrationRequest(state, response: response)
        return Started(registration: started.registration, record: record)
    }

    static func finish(
        _ client: TestClient,
        _ started: Started,
        record: [UInt8]? = nil,
        suite: UInt16 = TestClient.suite.id
    ) async throws {
        _ = try await client.call(
            FinishRegistration.self,
            FinishRegistration.Request(
                registration: started.registration,
                record: Bytes(record ?? started.record.bytes),
                suite: suite
            )
        )
    }
}
