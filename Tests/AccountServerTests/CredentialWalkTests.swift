import AccountAPI
import Encodings
import OPAQUE
import Testing

/// Changes of password, code, key and backup in many orders: after each, the right secrets open the right wraps, and
/// those of before open none.
@Suite struct CredentialWalkTests {
    /// What the owner can do.
    enum Step: CaseIterable {
        case password, code, key, keyRenewingCode, backup, backupRenewingCode, deletion, forgotten, forgottenCodeFirst
    }

    /// What ought to be.
    struct Model {
        /// The settled device that does it all: with each secret, two kinds of evidence.
        let device: TestSession
        var password = TestClient.password
        var code: String?
        var backup: (id: BackupID, generation: UInt64, epoch: UInt32, key: TestKey)?
        var codeOpens = false
        var oldPasswords: [String] = []
        var oldCodes: [String] = []
        var count = 0

        mutating func fresh(_ prefix: String) -> String {
            count += 1
            return "\(prefix) \(count)"
        }

        mutating func replacePassword(by new: String) {
            oldPasswords.append(password)
            password = new
        }

        mutating func replaceCode(by new: String?) {
            oldCodes += code.map { [$0] } ?? []
            code = new
            codeOpens = new != nil && backup != nil
        }
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `the right secrets open the right wraps after every step`(seed: UInt64) async throws {
        let service = try await TestService()
        try await service.run { client in
            let first = try await client.registered()
            var model = Model(device: first)
            var state = seed
            var walked: Set<String> = []
            var previous: Step?
            for _ in 0..<70 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let step = Step.allCases[Int(state >> 33) % Step.allCases.count]
                try await Self.take(step, client, &model)
                walked.insert("\(previous.map { "\($0)" } ?? "-") \(step)")
                previous = step
                try await Self.check(client, model, after: step)
                service.clock.advance(86_400)
            }
            #expect(walked.count > 40)
        }
    }

    private static func take(_ step: Step, _ client: TestClient, _ model: inout Model) async throws {
        let session = try await client.signIn(again: model.device, model.password)
        let key = model.backup?.key
        switch step {
        case .password:
            let new = model.fresh("password")
            try await client.changePassword(to: new, in: session, wrapping: key)
            model.replacePassword(by: new)
        case .code:
            let new = model.fresh("code")
            try await client.makeCode(new, in: session, wrapping: key)
            model.replaceCode(by: new)
        case .key, .keyRenewingCode:
            guard let backup = model.backup else { return }
            let code = step == .keyRenewingCode ? try await codeSession(client, model) : nil
            let new = TestKey(name: model.fresh("key"))
            let head = BackupTests.head(backup.generation + 1, epoch: backup.epoch + 1)
            try await client.advanceEpoch(of: backup.id, to: head, key: new, in: session, code: code)
            model.backup = (backup.id, head.generation, head.epoch, new)
            model.codeOpens = code != nil
        case .backup, .backupRenewingCode:
            let code = step == .backupRenewingCode ? try await codeSession(client, model) : nil
            let new = TestKey(name: model.fresh("key"))
            let id = model.backup?.id == BackupTests.id ? BackupTests.other : BackupTests.id
            try await client.createBackup(id, key: new, in: session, replacing: model.backup?.id, code: code)
            model.backup = (id, 0, 1, new)
            model.codeOpens = code != nil
        case .deletion:
            guard let backup = model.backup else { return }
            _ = try await client.call(DeleteBackup.self, .init(id: backup.id), session: session)
            _ = try await client.call(RestoreBackup.self, .init(id: backup.id), session: session)
        case .forgotten, .forgottenCodeFirst:
            guard let paper = model.code, model.backup == nil || model.codeOpens else { return }
            let code = try await client.signIn(again: model.device, paper, with: .recoveryCode)
            let (password, new) = (model.fresh("password"), model.fresh("code"))
            if step == .forgottenCodeFirst { try await client.makeCode(new, in: code, wrapping: key) }
            try await client.changePassword(to: password, in: code, wrapping: key)
            model.replacePassword(by: password)
            model.replaceCode(by: step == .forgottenCodeFirst ? new : nil)
        }
    }

    private static func codeSession(_ client: TestClient, _ model: Model) async throws -> TestSession? {
        guard let code = model.code else { return nil }
        return try await client.signIn(TestClient.ada, code, device: nil, with: .recoveryCode)
    }

    private static func check(_ client: TestClient, _ model: Model, after step: Step) async throws {
        let session = try await client.signIn(again: model.device, model.password)
        let backup = try await client.backup(in: session)
        #expect(backup?.id == model.backup?.id, "\(step)")
        #expect(backup?.epoch == model.backup?.epoch, "\(step)")
        #expect(backup?.wrappedKey?.bytes == model.backup?.key.wrapped(under: session.exportKey), "\(step)")
        let state = try await RecoveryCodeTests.account(client, session).recoveryCode
        #expect((state != nil) == (model.code != nil), "\(step)")
        #expect(state?.opensBackup == (model.code == nil || model.backup == nil ? nil : model.codeOpens), "\(step)")
        if let code = try await codeSession(client, model) {
            let wrap = try await client.backup(in: code)?.wrappedKey?.bytes
            #expect(wrap == (model.codeOpens ? model.backup?.key.wrapped(under: code.exportKey) : nil), "\(step)")
        }
        for old in model.oldPasswords.suffix(2) {
            await #expect(throws: OPAQUEError.wrongPassword) { try await client.signIn(TestClient.ada, old) }
        }
        for old in model.oldCodes.suffix(2) {
            await #expect(throws: OPAQUEError.wrongPassword) {
                try await client.signIn(TestClient.ada, old, with: .recoveryCode)
            }
        }
    }
}
