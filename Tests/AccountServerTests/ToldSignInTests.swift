import AccountAPI
import AccountServer
import Testing

/// Nobody signs in unseen: what a sign-in can read, it has read by the time that anybody else looks.
@Suite struct ToldSignInTests {
    @Test func `who signs in with the password as no device, and reads the backup, is told of`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let owner = try await client.registered()
            try await client.addVerified(.email, TakingBackTests.mail, in: owner, service)
            try await client.createBackup(BackupTests.id, key: TakingBackTests.key, in: owner)
            let thief = try await client.at("192.0.2.66").signIn(device: nil)
            #expect(try await client.backup(in: thief)?.wrappedKey != nil)
            let told = try await client.call(ListNotices.self, Nothing(), session: owner).notices
            #expect(told.contains { $0.kind == .signedIn && $0.isNew && $0.device == nil })
            #expect(try await service.service.sendNotices() > 0)
            let sentence = "Someone signed in with the password without adding a device."
            #expect(service.sent.messages.contains { $0.kind == .notice && $0.text.hasPrefix(sentence) })
        }
    }

    @Test(arguments: CredentialKind.allCases)
    func `who signs in again and again as no device is told of once an hour`(kind: CredentialKind) async throws {
        let service = try await TestService()
        try await service.run { client in
            let owner = try await client.registered()
            try await client.makeCode("paper", in: owner)
            let secret = kind == .password ? TestClient.password : "paper"
            let told: NoticeKind = kind == .password ? .signedIn : .recoveryCodeUsed
            func count() async throws -> Int {
                try await client.call(ListNotices.self, Nothing(), session: owner).notices.count { $0.kind == told }
            }
            for _ in 0..<5 { _ = try await client.signIn(TestClient.ada, secret, device: nil, with: kind) }
            #expect(try await count() == 1)
            service.clock.advance(3601)
            _ = try await client.signIn(TestClient.ada, secret, device: nil, with: kind)
            #expect(try await count() == 2)
        }
    }

    @Test func `who has found the code on paper is not told of as somebody who has the password`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let owner = try await client.registered()
            try await client.addVerified(.email, TakingBackTests.mail, in: owner, service)
            try await client.makeCode("paper", in: owner)
            for name in ["Finder", "Another"] {
                let device = SigningDevice.new(name: name)
                _ = try await client.signIn(TestClient.ada, "paper", device: device, with: .recoveryCode)
            }
            let told = try await client.call(ListNotices.self, Nothing(), session: owner).notices
            let used = told.filter { $0.kind == .recoveryCodeUsed }.compactMap(\.deviceName)
            #expect(Set(used) == ["Finder", "Another"])
            #expect(told.count { $0.kind == .recovered } == 2)
            _ = try await service.service.sendNotices()
            let mails = service.sent.messages.filter { $0.text.hasPrefix("The recovery code was used on “") }
            #expect(mails.count == 1, "once an hour")
            #expect(mails.allSatisfy { $0.text.contains("create a new recovery code") })
        }
    }
}
