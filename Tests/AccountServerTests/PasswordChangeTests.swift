import AccountAPI
import AccountServer
import OPAQUE
import Primitives
import Testing

@Suite struct PasswordChangeTests {
    @Test func `the old password and the old wrap are gone at once`() async throws {
        let service = try await TestService()
        try await service.run { client in
            try await client.register()
            let session = try await client.signIn()
            try await BackupTests.create(client, session)
            let loose = try await client.signIn(device: nil)
            let wrapped = [UInt8](repeating: 9, count: 72)
            try await Self.change(client, session, to: "another password", wrappedKey: wrapped)
            await #expect(throws: OPAQUEError.wrongPassword) { try await client.signIn() }
            let again = try await client.signIn(TestClient.ada, "another password")
            #expect(again.opened.credential != session.opened.credential)
            let backup = try await client.call(ReadBackup.self, Nothing(), session: again).backup
            #expect(backup?.wrappedKey?.bytes == wrapped)
            // The session of a device stays; one that belongs to none is over.
            _ = try await client.call(ListDevices.self, Nothing(), session: session)
            let code = try await problem { try await client.call(ListDevices.self, Nothing(), session: loose) }
            #expect(code == .sessionInvalid)
        }
        #expect(try await service.count("credential") == 1)
    }

    @Test func `a new device that has shown the old password alone goes with it, and no other`() async throws {
        let service = try await TestService()
        let party = try await service.service.relyingParties.add(name: "shop")
        try await service.run { client in
            let owner = try await client.registered()
            try await client.makeCode("paper", in: owner)
            let thief = try await client.signIn(device: .new(name: "Thief"))
            let settled = try await client.signIn(device: .new(name: "Tablet"))
            // A session in which nothing was asked ends with the next sign-in.
            _ = try await client.call(ListDevices.self, Nothing(), session: settled)
            _ = try await client.signIn(again: settled, "paper", with: .recoveryCode)
            let limited = try await client.signIn(
                TestClient.ada,
                "paper",
                device: .new(name: "Phone"),
                with: .recoveryCode
            )
            #expect(try await CodeTests.verify(client, thief.code(at: service.clock.now), party))
            let session = try await client.signIn(again: owner)
            try await Self.change(client, session, to: "another password")
            service.clock.advance(30)
            #expect(try await !CodeTests.verify(client, thief.code(at: service.clock.now), party))
            try await expectProblem(.sessionInvalid) {
                try await client.call(ListDevices.self, Nothing(), session: thief)
            }
            for session in [settled, limited] {
                let devices = try await client.call(ListDevices.self, Nothing(), session: session).devices
                #expect(devices.map(\.name) == ["Ada's old phone", "Tablet", "Phone"])
            }
            await #expect(throws: OPAQUEError.wrongPassword) { try await client.signIn(again: thief) }
            let notices = try await client.call(ListNotices.self, Nothing(), session: settled).notices
            #expect(notices.contains { $0.kind == .deviceRevoked && $0.deviceName == "Thief" })
        }
    }

    @Test func `a wrapped key comes with a backup and only then`() async throws {
        try await TestService().run { client in
            try await client.register()
            let session = try await client.signIn()
            let wrapped = [UInt8](repeating: 9, count: 72)
            let without = try await problem { try await Self.change(client, session, to: "new", wrappedKey: wrapped) }
            #expect(without == .invalidRequest)
            try await BackupTests.create(client, session)
            try await expectProblem(.invalidRequest) { try await Self.change(client, session, to: "new") }
            let short = Array(wrapped.dropLast())
            let code = try await problem { try await Self.change(client, session, to: "new", wrappedKey: short) }
            #expect(code == .invalidRequest)
            _ = try await client.signIn()
        }
    }

    @Test func `a backup that took the place of another keeps its own wrap`() async throws {
        try await TestService().run { client in
            try await client.register()
            let session = try await client.signIn()
            try await BackupTests.create(client, session)
            let wrapped = [UInt8](repeating: 9, count: 72)
            let code = try await problem {
                try await Self.change(client, session, to: "new", wrappedKey: wrapped) {
                    try await BackupTests.create(client, session, id: BackupTests.other, replaces: BackupTests.id)
                }
            }
            #expect(code == .expired)
            let backup = try await client.call(ReadBackup.self, Nothing(), session: session).backup
            #expect(backup?.wrappedKey?.bytes != wrapped)
        }
    }

    @Test func `another account cannot finish a password change`() async throws {
        try await TestService().run { client in
            try await client.register()
            try await client.register("eve", "her own password")
            let session = try await client.signIn()
            let eve = try await client.signIn("eve", "her own password")
            let code = try await problem { try await Self.change(client, session, finishing: eve, to: "new") }
            #expect(code == .expired)
            _ = try await client.signIn()
            _ = try await client.signIn("eve", "her own password")
        }
    }

    @Test(arguments: CredentialKind.allCases)
    func `what one session began no other one ends, of the same account or even of the same device`(
        kind: CredentialKind
    ) async throws {
        try await TestService().run { client in
            let owner = try await client.registered()
            let thief = try await client.signIn(device: .new(name: "Another phone"))
            let loose = try await client.signIn(device: nil)
            let (message, state) = try TestClient.opaque
                .createRegistrationRequest(password: SecretBytes(utf8: "a new secret"))
            func start(_ session: TestSession) async throws -> RegistrationStarted {
                let request = CredentialChangeStart(request: Bytes(message.bytes))
                return switch kind {
                case .password: try await client.call(StartPasswordChange.self, request, session: session)
                case .recoveryCode: try await client.call(StartRecoveryCode.self, request, session: session)
                }
            }
            func finish(_ started: RegistrationStarted, in session: TestSession) async throws {
                let response = try RegistrationResponse(bytes: started.response.bytes)
                let request = CredentialChangeFinish(
                    registration: started.registration,
                    record: Bytes(try TestClient.opaque.finalizeRegistrationRequest(state, response: response).0.bytes),
                    suite: TestClient.suite.id,
                    wrappedKey: nil
                )
                switch kind {
                case .password: _ = try await client.call(FinishPasswordChange.self, request, session: session)
                case .recoveryCode: _ = try await client.call(FinishRecoveryCode.self, request, session: session)
                }
            }
            let started = try await start(owner)
            for other in [thief, loose] {
                try await expectProblem(.expired) { try await finish(started, in: other) }
            }
            // The attempts have cost nothing: the session that began it ends it.
            try await finish(started, in: owner)
            let second = try await start(owner)
            let later = try await client.signIn(again: owner, kind == .password ? "a new secret" : TestClient.password)
            try await expectProblem(.expired) { try await finish(second, in: later) }
        }
    }

    static func change(
        _ client: TestClient,
        _ session: TestSession,
        finishing: TestSession? = nil,
        to password: String,
        wrappedKey: [UInt8]? = nil,
        between: () async throws -> Void = {}
    ) async throws {
        let (message, state) = try TestClient.opaque.createRegistrationRequest(password: SecretBytes(utf8: password))
        let started = try await client.call(
            StartPasswordChange.self,
            StartPasswordChange.Request(request: Bytes(message.bytes)),
            session: session
        )
        try await between()
        let response = try RegistrationResponse(bytes: started.response.bytes)
        let (record, _) = try TestClient.opaque.finalizeRegistrationRequest(state, response: response)
        _ = try await client.call(
            FinishPasswordChange.self,
            FinishPasswordChange.Request(
                registration: started.registration,
                record: Bytes(record.bytes),
                suite: TestClient.suite.id,
                wrappedKey: wrappedKey.map(Bytes.init)
            ),
            session: finishing ?? session
        )
    }
}
