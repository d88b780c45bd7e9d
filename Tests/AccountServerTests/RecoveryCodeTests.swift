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
