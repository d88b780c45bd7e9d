import AccountAPI
import SQLDatabase
import Testing

@testable import AccountServer

@Suite struct NoticeTests {
    private static func kinds(_ client: TestClient, _ session: TestSession) async throws -> [NoticeKind] {
        try await client.call(ListNotices.self, Nothing(), session: session).notices.map(\.kind)
    }

    @Test func `however much happens of one kind, other kinds are still shown`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let session = try await client.registered()
            let account = session.opened.account
            let notices = Notices(service.service.service)
            let others: [NoticeKind] = [.passwordChanged, .contactRemoved, .recoveryCodeMade]
            try await service.database.write { transaction in
                for kind in others { try notices.raise(kind, account: account, transaction) }
            }
            for kind in [NoticeKind.deviceReplaced, .deviceAdded] {
                service.clock.advance(1)
                try await service.database.write { transaction in
                    for _ in 0..<300 { try notices.raise(kind, account: account, transaction) }
                }
            }
            let told = try await Self.kinds(client, session)
            #expect(told.count == 100)
            #expect(Set(told.suffix(3)) == Set(others), "the oldest come last")
            // The rest is for the two alike.
            #expect(told.count { $0 == .deviceAdded } == 49 && told.count { $0 == .deviceReplaced } == 48)
        }
    }

    @Test func `two hundred notices of a kind are kept, and those that are still to be mailed`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let account = try await service.approver(client).session.opened.account
            let notices = Notices(service.service.service)
            try await service.database.write { transaction in
                for _ in 0..<300 {
                    try notices.raise(.signedIn, account: account, tellsContacts: false, transaction)
                    try notices.raise(.contactRemoved, account: account, transaction)
                }
            }
            func kept(_ kind: NoticeKind) async throws -> Int64? {
                try await service.database.read { transaction in
                    try transaction.row(
                        "SELECT count(*) AS number FROM notice WHERE account = $1 AND kind = $2",
                        [account.sql, .text(kind.rawValue)]
                    )?.integer("number")
                }
            }
            #expect([200, 201].contains(try await kept(.signedIn)))
            #expect(try await kept(.contactRemoved) == 300)
        }
    }

    @Test func `whoever brings one device after the other with the recovery code fills no database`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let session = try await client.registered()
            try await client.makeCode(RecoveryCodeTests.code, in: session)
            for number in 0..<210 {
                let thief = SigningDevice.new(name: "Phone \(number)")
                _ = try await client.signIn(TestClient.ada, RecoveryCodeTests.code, device: thief, with: .recoveryCode)
            }
            let kept = try await service.database.read { transaction in
                try transaction.row("SELECT count(*) AS number FROM notice", [])?.integer("number")
            }
            // Of three kinds, and what was there before.
            #expect(try #require(kept) < 3 * 201 + 10)
        }
    }

    /// Something done with an account, and what its other devices are told.
    enum Deed: String, CaseIterable {
        case signIn, recovery, recoveryCode, passwordReset, revocation, password, credential, credentialRemoved, report
        case newCode, newKey, newBackup, backupDeletion

        var kind: NoticeKind {
            switch self {
            case .signIn: .deviceAdded
            case .recovery, .recoveryCode: .recovered
            case .passwordReset: .recoveryCodeUsed
            case .revocation: .deviceRevoked
            case .password: .passwordChanged
            case .credential: .credentialMade
            case .credentialRemoved: .credentialRemoved
            case .report: .requestReported
            case .newCode: .recoveryCodeMade
            case .newKey, .newBackup: .backupKeyReplaced
            case .backupDeletion: .backupDeleted
            }
        }

        /// Does it on another device than Ada's first, and returns that device's session.
        func perform(_ client: TestClient, _ service: TestService, ada: Approver) async throws -> TestSession {
            switch self {
            case .signIn: return try await client.signIn(device: .new(name: "New phone"))
            case .recovery: return try await client.signIn(device: .new(name: "New phone", isRecovery: true))
            case .recoveryCode:
                try await client.makeCode("a code on paper", in: ada.session)
                let device = SigningDevice.new(name: "New phone")
                return try await client.signIn(TestClient.ada, "a code on paper", device: device, with: .recoveryCode)
            case .passwordReset:
                try await client.makeCode("a code on paper", in: ada.session)
                let other = try await client.signIn(device: .new(name: "New phone"))
                return try await client.signIn(again: other, "a code on paper", with: .recoveryCode)
            case .revocation:
                let lost = try await client.signIn(device: .new(name: "Lost phone"))
                let other = try await client.signInSettled(reading: service)
                let request = try RevokeDevice.Request(device: #require(lost.opened.device))
                _ = try await client.call(RevokeDevice.self, request, session: other)
                return other
            case .password:
                let other = try await client.signInSettled(reading: service)
                try await client.changePassword(to: "another password entirely", in: other)
                return other
            case .newCode:
                let other = try await client.signInSettled(reading: service)
                try await client.makeCode("a code on paper", in: other)
                return other
            case .newKey, .newBackup, .backupDeletion:
                let other = try await client.signInSettled(reading: service)
                try await BackupTests.create(client, ada.session)
                try await changeBackup(client, other)
                return other
            case .credential: return try await service.anotherApprover(client).session
            case .credentialRemoved:
                let other = try await service.anotherApprover(client)
                _ = try await client.call(RemoveDeviceCredential.self, Nothing(), session: other.session)
                return other.session
            case .report:
                let other = try await service.anotherApprover(client)
                _ = try await service.ask()
                try await other.answer(try await other.request(), .report)
                return other.session
            }
        }

        /// Changes the backup of the session's account.
        private func changeBackup(_ client: TestClient, _ session: TestSession) async throws {
            switch self {
            case .newKey:
                let head = BackupTests.head(1, epoch: 2)
                try await client.advanceEpoch(of: BackupTests.id, to: head, key: TestKey(name: "new"), in: session)
            case .newBackup:
                try await BackupTests.create(client, session, id: BackupTests.other, replaces: BackupTests.id)
            default:
                _ = try await client.call(DeleteBackup.self, .init(id: BackupTests.id), session: session)
            }
        }
    }

    @Test(arguments: Deed.allCases)
    func `every other device is notified, and not the one that did it`(deed: Deed) async throws {
        let service = try await TestService()
        try await service.run { client in
            let ada = try await service.approver(client)
            let doer = try await deed.perform(client, service, ada: ada)
            let told = try await client.call(ListNotices.self, Nothing(), session: ada.session).notices
            let notice = try #require(told.first { $0.kind == deed.kind })
            #expect(notice.isNew)
            #expect(notice.deviceName == (deed == .revocation ? "Lost phone" : "New phone"))
            #expect(try await ada.list().notices.contains { $0.id == notice.id })
            if deed != .recoveryCode && deed != .passwordReset {
                let own = try await client.call(ListNotices.self, Nothing(), session: doer).notices
                #expect(!own.contains { $0.id == notice.id })
            }
        }
    }

    @Test func `the first backup is not reported, and a deletion is reported once`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let ada = try await service.approver(client)
            let other = try await client.signInSettled(reading: service)
            try await BackupTests.create(client, ada.session)
            #expect(try await !Self.kinds(client, other).contains(.backupKeyReplaced))
            for _ in 0..<2 {
                _ = try await client.call(DeleteBackup.self, .init(id: BackupTests.id), session: ada.session)
            }
            #expect(try await Self.kinds(client, other).count { $0 == .backupDeleted } == 1)
        }
    }

    @Test func `a backup that is deleted again and again is reported once an hour, for each device`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let ada = try await service.approver(client)
            let other = try await client.signInSettled(reading: service)
            try await BackupTests.create(client, ada.session)
            func deleteAndRestore(_ session: TestSession) async throws {
                _ = try await client.call(DeleteBackup.self, .init(id: BackupTests.id), session: session)
                _ = try await client.call(RestoreBackup.self, .init(id: BackupTests.id), session: session)
            }
            for _ in 0..<5 { try await deleteAndRestore(ada.session) }
            #expect(try await Self.kinds(client, other).count { $0 == .backupDeleted } == 1)
            // The owner's own act does not hide another's.
            try await deleteAndRestore(other)
            #expect(try await Self.kinds(client, ada.session).count { $0 == .backupDeleted } == 1)
        }
    }

    @Test func `a notice is new until the device has shown it, each device for itself`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let ada = try await service.approver(client)
            let tablet = try await client.signInSettled(device: .new(name: "Tablet"), reading: service)
            service.clock.advance(1)
            try await client.changePassword(to: "another password entirely", in: tablet)
            let new = try await ada.list().notices
            #expect(new.map(\.kind) == [.deviceAdded, .passwordChanged])
            let mark = MarkNotices.Request(notices: new.map(\.id))
            _ = try await client.call(MarkNotices.self, mark, session: ada.session)
            #expect(try await ada.list().notices.isEmpty)
            let all = try await client.call(ListNotices.self, Nothing(), session: ada.session).notices
            #expect(all.map(\.kind) == [.passwordChanged, .deviceAdded])
            #expect(all.allSatisfy { !$0.isNew })
            // What happened before a device was there is listed on it, but not as news.
            service.clock.advance(1)
            let late = try await client.signIn(TestClient.ada, "another password entirely", device: .new(name: "Late"))
            let listed = try await client.call(ListNotices.self, Nothing(), session: late).notices
            #expect(listed.contains { $0.kind == .passwordChanged } && listed.allSatisfy { !$0.isNew })
        }
    }

    @Test func `the device that an account begins with is told to no later one`() async throws {
        let service = try await TestService()
        try await service.run { client in
            _ = try await client.registered()
            let recovered = try await client.signIn(device: .new(name: "New phone", isRecovery: true))
            #expect(try await Self.kinds(client, recovered).isEmpty)
            let later = try await client.signIn(device: .new(name: "Tablet"))
            #expect(try await Self.kinds(client, later) == [.recovered])
        }
    }

    @Test func `a device marks only notices of its own account, and a hundred at most`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let ada = try await service.approver(client)
            _ = try await client.signIn(device: .new(name: "Tablet"))
            let notice = try #require(try await ada.list().notices.first)
            let eve = try await client.registered("eve@example.org")
            _ = try await client.call(MarkNotices.self, MarkNotices.Request(notices: [notice.id]), session: eve)
            #expect(try await service.count("notice_shown") == 0)
            let many = MarkNotices.Request(notices: Array(repeating: notice.id, count: 101))
            try await expectProblem(.invalidRequest) {
                try await client.call(MarkNotices.self, many, session: ada.session)
            }
        }
    }

    @Test func `a recovery that gives up is reported as that, and as nothing else`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let ada = try await service.approver(client)
            let new = try await client.signIn(device: .new(name: "New phone", isRecovery: true))
            #expect(try await Self.kinds(client, ada.session) == [.recovered])
            let request = try RevokeDevice.Request(device: #require(new.opened.device))
            _ = try await client.call(RevokeDevice.self, request, session: new)
            #expect(try await Self.kinds(client, ada.session) == [.recoveryUnfinished])
            // One that goes after more than an hour did recover.
            service.clock.advance(3600)
            let other = try await client.signIn(device: .new(name: "Other phone", isRecovery: true))
            service.clock.advance(3601)
            let late = try RevokeDevice.Request(device: #require(other.opened.device))
            _ = try await client.call(RevokeDevice.self, late, session: other)
            #expect(try await Self.kinds(client, ada.session).prefix(2) == [.deviceRevoked, .recovered])
        }
    }

    @Test func `notices go after thirty days`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let ada = try await service.approver(client)
            _ = try await client.signInSettled(device: .new(name: "Tablet"), reading: service)
            service.clock.advance(30 * 86_400)
            #expect(try await Self.kinds(client, ada.session).isEmpty)
            service.clock.advance(61)
            await service.service.keepHouse()
            #expect(try await service.count("notice") == 0)
        }
    }
}
