import AccountAPI
import AccountServer
import Foundation
import HTTPTypes
import HummingbirdTesting
import OPAQUE
import Primitives
import SQLDatabase
import Testing

@Suite struct RecoveryCodeTests {
    static let code = "2RZK-8Q1M-C4DV-7XN0-W9TB-EJ35-GH94"
    static let key = TestKey(name: "first")

    @Test func `a code signs in and gives the key wrapped under it`() async throws {
        try await TestService().run { client in
            let session = try await Self.sessionWithBackup(client)
            #expect(try await Self.account(client, session).recoveryCode == nil)
            let exported = try await client.makeCode(Self.code, in: session, wrapping: Self.key)
            let code = try await client.signIn(TestClient.ada, Self.code, with: .recoveryCode)
            #expect(code.exportKey == exported)
            #expect(code.opened.account == session.opened.account)
            #expect(code.opened.credential != session.opened.credential)
            let limited = try #require(try await client.backup(in: code))
            #expect(limited.wrappedKey?.bytes == Self.key.wrapped(under: exported))
            let full = try #require(try await client.backup(in: session))
            #expect(full.wrappedKey?.bytes == Self.key.wrapped(under: session.exportKey))
            #expect(limited.id == full.id && limited.epoch == full.epoch)
            let state = try await Self.account(client, session)
            #expect(!state.isLimited && state.recoveryCode?.opensBackup == true)
            #expect(try await Self.account(client, code).isLimited)
        }
    }

    @Test func `the code is no password, and the password is no code`() async throws {
        try await TestService().run { client in
            try await client.register()
            try await client.makeCode(Self.code, in: try await client.signIn())
            await #expect(throws: OPAQUEError.wrongPassword) { try await client.signIn(TestClient.ada, Self.code) }
            await #expect(throws: OPAQUEError.wrongPassword) { try await client.signIn(with: .recoveryCode) }
        }
    }

    /// What a session of a recovery code may not do.
    enum Forbidden: CaseIterable, CustomTestStringConvertible {
        case create, advanceEpoch, delete, restore
        var testDescription: String { "\(self)" }
    }

    @Test(arguments: Forbidden.allCases)
    func `a session of a code is limited`(call: Forbidden) async throws {
        try await TestService().run { client in
            let session = try await Self.sessionWithBackup(client)
            try await client.makeCode(Self.code, in: session, wrapping: Self.key)
            let code = try await client.signIn(TestClient.ada, Self.code, with: .recoveryCode)
            let problem = try await problem {
                switch call {
                case .create: try await client.createBackup(BackupTests.other, key: Self.key, in: code)
                case .advanceEpoch:
                    let head = BackupTests.head(1, epoch: 2)
                    try await client.advanceEpoch(of: BackupTests.id, to: head, key: Self.key, in: code)
                case .delete:
                    _ = try await client.call(DeleteBackup.self, .init(id: BackupTests.id), session: code)
                case .restore:
                    _ = try await client.call(RestoreBackup.self, .init(id: BackupTests.id), session: code)
                }
            }
            #expect(problem == .sessionLimited)
            let backup = try #require(try await client.backup(in: session))
            #expect(backup.id == BackupTests.id && backup.head == nil && backup.deleted == nil)
        }
    }

    @Test func `a limited session lists and revokes devices, and ends`() async throws {
        try await TestService().run { client in
            try await client.register()
            let lost = try await client.signIn()
            try await client.makeCode(Self.code, in: lost)
            let code = try await client.signIn(TestClient.ada, Self.code, with: .recoveryCode)
            #expect(try await client.call(ListDevices.self, Nothing(), session: code).devices.count == 2)
            let device = try #require(lost.opened.device)
            _ = try await client.call(RevokeDevice.self, .init(device: device), session: code)
            try await expectProblem(.deviceSuspended) { try await Self.account(client, lost) }
            _ = try await client.call(EndSession.self, Nothing(), session: code)
            try await expectProblem(.sessionInvalid) { try await Self.account(client, code) }
        }
    }

    @Test func `the new password uses the code up and frees the session`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let session = try await Self.sessionWithBackup(client)
            try await client.addVerified(.email, ContactTests.mail, in: session, service)
            try await client.makeCode(Self.code, in: session, wrapping: Self.key)
            let code = try await client.signInSettled(TestClient.ada, Self.code, with: .recoveryCode, reading: service)
            let second = try await client.signIn(TestClient.ada, Self.code, with: .recoveryCode)
            let exported = try await client.changePassword(to: "another password", in: code, wrapping: Self.key)
            await #expect(throws: OPAQUEError.wrongPassword) {
                try await client.signIn(TestClient.ada, Self.code, with: .recoveryCode)
            }
            await #expect(throws: OPAQUEError.wrongPassword) { try await client.signIn() }
            // The session that has set the password goes on; another one of the same code is over.
            let state = try await Self.account(client, code)
            #expect(!state.isLimited && state.recoveryCode == nil)
            try await BackupTests.advance(client, code, BackupTests.head(1))
            try await expectProblem(.sessionInvalid) { try await Self.account(client, second) }
            let again = try await client.signIn(TestClient.ada, "another password")
            #expect(again.exportKey == exported)
            #expect(try await client.backup(in: again)?.wrappedKey?.bytes == Self.key.wrapped(under: exported))
        }
    }

    @Test func `a session without a device that has set the password continues`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let owner = try await client.registered()
            try await client.addVerified(.email, ContactTests.mail, in: owner, service)
            try await client.makeCode(Self.code, in: owner)
            let code = try await client.signIn(TestClient.ada, Self.code, device: nil, with: .recoveryCode)
            try await client.showContact(in: code, service)
            try await client.changePassword(to: "another password", in: code)
            try await client.makeCode("another code", in: code)
            _ = try await client.signIn(TestClient.ada, "another code", with: .recoveryCode)
        }
    }

    @Test func `a new code made before the new password is not the one that is used up`() async throws {
        try await TestService().run { client in
            let session = try await Self.sessionWithBackup(client)
            try await client.makeCode(Self.code, in: session, wrapping: Self.key)
            let code = try await client.signIn(again: session, Self.code, with: .recoveryCode)
            let exported = try await client.makeCode("another code", in: code, wrapping: Self.key)
            #expect(try await Self.account(client, code).isLimited)
            // The session's own code is gone; what the new one wraps is not given to it.
            #expect(try await client.backup(in: code)?.wrappedKey == nil)
            try await client.changePassword(to: "another password", in: code, wrapping: Self.key)
            let again = try await client.signIn(TestClient.ada, "another code", with: .recoveryCode)
            #expect(again.exportKey == exported)
            #expect(try await client.backup(in: again)?.wrappedKey?.bytes == Self.key.wrapped(under: exported))
        }
    }

    @Test func `a new code ends the old one and the sessions it opened`() async throws {
        let service = try await TestService()
        try await service.run { client in
            try await client.register()
            let session = try await client.signIn()
            try await client.makeCode(Self.code, in: session)
            let thief = try await client.signIn(TestClient.ada, Self.code, with: .recoveryCode)
            let (started, state) = try await client.start(TestClient.ada, Self.code, with: .recoveryCode)
            try await client.makeCode("another code", in: session)
            try await expectProblem(.sessionInvalid) { try await Self.account(client, thief) }
            let (ke3, _, _) = try TestClient.opaque.generateKE3(state, ke2: KE2(bytes: started.ke2.bytes))
            let finish = SignInTests.finish(started.signIn, ke3.bytes)
            try await expectProblem(.signInRefused) { try await client.call(FinishSignIn.self, finish) }
            await #expect(throws: OPAQUEError.wrongPassword) {
                try await client.signIn(TestClient.ada, Self.code, with: .recoveryCode)
            }
        }
        #expect(try await service.count("credential") == 2)
    }

    @Test(arguments: [false, true])
    func `a new device that has shown the old code alone goes with it, and no other`(isUsedUp: Bool) async throws {
        let service = try await TestService()
        let party = try await service.service.relyingParties.add(name: "shop")
        try await service.run { client in
            let owner = try await client.registered()
            try await client.makeCode(Self.code, in: owner)
            let new = SigningDevice.new(name: "Thief")
            let thief = try await client.signIn(TestClient.ada, Self.code, device: new, with: .recoveryCode)
            _ = try await client.signIn(device: .new(name: "Phone"))
            #expect(try await CodeTests.verify(client, thief.code(at: service.clock.now), party))
            if isUsedUp {
                let limited = try await client.signIn(again: owner, Self.code, with: .recoveryCode)
                try await client.changePassword(to: "another password", in: limited)
            } else {
                try await client.makeCode("another code", in: try await client.signIn(again: owner))
            }
            service.clock.advance(30)
            #expect(try await !CodeTests.verify(client, thief.code(at: service.clock.now), party))
            let left = try await service.count("device")
            // The new password has put out who had shown the old one alone.
            #expect(left == (isUsedUp ? 1 : 2))
        }
    }

    @Test func `a password change keeps the code`() async throws {
        try await TestService().run { client in
            let session = try await Self.sessionWithBackup(client)
            let exported = try await client.makeCode(Self.code, in: session, wrapping: Self.key)
            try await client.changePassword(to: "another password", in: session, wrapping: Self.key)
            let code = try await client.signIn(TestClient.ada, Self.code, with: .recoveryCode)
            #expect(try await client.backup(in: code)?.wrappedKey?.bytes == Self.key.wrapped(under: exported))
        }
    }

    @Test func `a registration makes the kind of credential that it was started for`() async throws {
        try await TestService().run { client in
            try await client.register()
            let session = try await client.signIn()
            let (message, state) = try TestClient.opaque.createRegistrationRequest(password: SecretBytes(utf8: "new"))
            for isCode in [true, false] {
                let request = Bytes(message.bytes)
                let started =
                    if isCode {
                        try await client.call(StartRecoveryCode.self, .init(request: request), session: session)
                    } else {
                        try await client.call(StartPasswordChange.self, .init(request: request), session: session)
                    }
                let response = try RegistrationResponse(bytes: started.response.bytes)
                let record = try TestClient.opaque.finalizeRegistrationRequest(state, response: response).record
                let (id, bytes, suite) = (started.registration, Bytes(record.bytes), TestClient.suite.id)
                let problem = try await problem {
                    if isCode {
                        _ = try await client.call(
                            FinishPasswordChange.self,
                            .init(registration: id, record: bytes, suite: suite, wrappedKey: nil),
                            session: session
                        )
                    } else {
                        _ = try await client.call(
                            FinishRecoveryCode.self,
                            .init(registration: id, record: bytes, suite: suite, wrappedKey: nil),
                            session: session
                        )
                    }
                }
                #expect(problem == .expired)
            }
            _ = try await client.signIn()
        }
    }

    @Test func `a wrapped key comes with a backup and only then, and belongs to the backup of the start`() async throws
    {
        try await TestService().run { client in
            try await client.register()
            let session = try await client.signIn()
            try await expectProblem(.invalidRequest) {
                try await client.makeCode(Self.code, in: session, wrapping: Self.key)
            }
            try await client.createBackup(BackupTests.id, key: Self.key, in: session)
            try await expectProblem(.invalidRequest) { try await client.makeCode(Self.code, in: session) }
            let head = BackupTests.head(1, epoch: 2)
            try await expectProblem(.expired) {
                try await client.makeCode(Self.code, in: session, wrapping: Self.key) {
                    let key = TestKey(name: "second")
                    try await client.advanceEpoch(of: BackupTests.id, to: head, key: key, in: session)
                }
            }
            #expect(try await Self.account(client, session).recoveryCode == nil)
        }
    }

    @Test func `a session under a password that was replaced changes no credential`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let stolen = try await Self.sessionWithBackup(client)
            try await client.addVerified(.email, ContactTests.mail, in: stolen, service)
            let owner = try await client.signInSettled(reading: service)
            try await client.changePassword(to: "another password", in: owner, wrapping: Self.key)
            // Its codes and its list of devices go on until it is revoked.
            _ = try await client.call(ListDevices.self, Nothing(), session: stolen)
            let attempts: [() async throws -> Void] = [
                { try await client.changePassword(to: "mine now", in: stolen, wrapping: Self.key) },
                { try await client.makeCode("mine now", in: stolen, wrapping: Self.key) },
                { try await client.createBackup(BackupTests.other, key: Self.key, in: stolen) },
                {
                    let head = BackupTests.head(1, epoch: 2)
                    try await client.advanceEpoch(of: BackupTests.id, to: head, key: Self.key, in: stolen)
                },
            ]
            for attempt in attempts {
                try await expectProblem(.expired) { try await attempt() }
            }
            try await client.makeCode(Self.code, in: owner, wrapping: Self.key)
        }
    }

    @Test func `an account without a code is answered as one with a code and as none`() async throws {
        try await TestService().run { client in
            try await client.register()
            try await client.makeCode(Self.code, in: try await client.signIn())
            try await client.register("eve", "her own password")
            var sizes: Set<Int> = []
            var evaluated: [String: Set<[UInt8]>] = [:]
            var codes = 0
            let (ke1, _) = try TestClient.opaque.generateKE1(password: SecretBytes(utf8: "wrong"))
            for name in [TestClient.ada, "eve", "nobody"] {
                for index in 0..<10 {
                    // A password counts for the name and its network, a code for the address alone.
                    let kind: CredentialKind? = index.isMultiple(of: 2) ? .recoveryCode : .password
                    let request = StartSignIn.Request(
                        username: name,
                        ke1: Bytes(ke1.bytes),
                        knownDevice: nil,
                        credential: kind
                    )
                    let body = Array(try JSONEncoder().encode(request))
                    let response = try await client.send(StartSignIn.path, method: .post, body: body)
                    let decoded = try response.decode(StartSignIn.Response.self)
                    sizes.insert(response.data.count - String(decoded.attemptsLeft).utf8.count)
                    codes += kind == .recoveryCode ? 1 : 0
                    #expect(decoded.attemptsLeft == (kind == .recoveryCode ? 1000 - codes : 4 - index / 2), "\(name)")
                    #expect(decoded.suite == OPAQUESuite.standard.id)
                    evaluated["\(name) \(kind == .recoveryCode)", default: []].insert(
                        Array(decoded.ke2.bytes.prefix(32))
                    )
                    let finish = SignInTests.finish(decoded.signIn, [UInt8](repeating: 7, count: 64))
                    try await expectProblem(.signInRefused) { try await client.call(FinishSignIn.self, finish) }
                }
                try await expectProblem(.tooManyAttempts) { try await client.start(name, "wrong") }
            }
            #expect(sizes.count == 1)
            // Each name has one OPRF key a kind, which stays the same.
            #expect(evaluated.count == 6)
            #expect(evaluated.values.allSatisfy { $0.count == 1 })
            #expect(Set(evaluated.values.flatMap { $0 }).count == 6)
        }
    }

    @Test func `a code gives nobody more guesses at the password`() async throws {
        try await TestService().run { client in
            try await client.register()
            let owner = try await client.signIn()
            try await client.makeCode(Self.code, in: owner)
            let codes = await withTaskGroup(of: ProblemCode?.self) { group in
                for index in 0..<100 {
                    let kind: CredentialKind = index.isMultiple(of: 2) ? .recoveryCode : .password
                    group.addTask {
                        try? await problem { try await client.start(TestClient.ada, "wrong", with: kind) }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            // Five passwords; a code of 130 bits is not guessed, however often someone tries.
            #expect(codes.count { $0 == nil } == 55)
            #expect(codes.count { $0 == .tooManyAttempts } == 45)
            // The owner's device has a budget of its own, for the code as well.
            let device = try #require(owner.device)
            let (response, _) = try await client.start(
                TestClient.ada,
                Self.code,
                knownDevice: device,
                with: .recoveryCode
            )
            #expect(response.attemptsLeft == 29)
        }
    }

    @Test func `a success with the code gives its attempt back`() async throws {
        try await TestService().run { client in
            try await client.register()
            try await client.makeCode(Self.code, in: try await client.signIn())
            for _ in 0..<15 {
                _ = try await client.signIn(TestClient.ada, Self.code, device: nil, with: .recoveryCode)
            }
            let left = try await client.start(TestClient.ada, "wrong", with: .recoveryCode).response.attemptsLeft
            #expect(left == 999)
        }
    }

    @Test func `a session from before recovery codes continues, but signs in again for a change`() async throws {
        let service = try await TestService()
        try await service.run { client in
            try await client.register()
            let session = try await client.signIn()
            try await service.database.write { try $0.execute("UPDATE session SET credential = NULL") }
            _ = try await client.call(ListDevices.self, Nothing(), session: session)
            try await expectProblem(.expired) { try await client.makeCode(Self.code, in: session) }
            try await client.makeCode(Self.code, in: try await client.signIn(again: session))
        }
    }

    static func sessionWithBackup(_ client: TestClient) async throws -> TestSession {
        try await client.register()
        let session = try await client.signIn()
        try await client.createBackup(BackupTests.id, key: key, in: session)
        return session
    }

    static func account(_ client: TestClient, _ session: TestSession) async throws -> ReadAccount.Response {
        try await client.call(ReadAccount.self, Nothing(), session: session)
    }
}
