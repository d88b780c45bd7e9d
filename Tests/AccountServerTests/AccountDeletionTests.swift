import AccountAPI
import AccountServer
import Foundation
import OPAQUE
import Testing

/// Deleting an account, and reading out what the service holds of it.
@Suite struct AccountDeletionTests {
    @Test func `everything of the account goes, its contacts are told, and nobody gets the name`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let approver = try await service.approver(client)
            let session = approver.session
            try await BackupTests.create(client, session)
            // A copy of an unlocked folder has the session, and no password that was typed for this.
            let before = try await client.signIn(again: session)
            service.clock.advance(121)
            try await expectProblem(.evidenceNeeded) {
                try await client.call(DeleteAccount.self, Nothing(), session: before)
            }
            let again = try await client.signIn(again: session)
            _ = try await client.call(DeleteAccount.self, Nothing(), session: again)
            try await expectProblem(.sessionInvalid) {
                try await client.call(ListDevices.self, Nothing(), session: again)
            }
            try await expectProblem(.deviceRefused) { try await approver.list() }
            await #expect(throws: OPAQUEError.wrongPassword) { try await client.signIn() }
            let last = try #require(service.sent.messages.last)
            #expect(last.recipient == .email("ada@mail.example") && last.text.contains("was deleted"))
            for table in [
                "account", "device", "contact", "notice", "evidence", "replaced", "backup", "device_credential",
            ] {
                #expect(try await service.count(table) == 0, "\(table)")
            }
            try await expectProblem(.nameTaken) { try await client.register() }
            service.clock.advance(90 * 86_400 + 1)
            try await client.register()
            #expect(try await client.backup(in: client.signIn()) == nil)
        }
        #expect(try await service.count("account") == 1)
    }

    @Test func `the password alone deletes nothing, nor does a device that an older one can stop`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let owner = try await client.registered()
            let young = try await client.signIn(device: .new(name: "Another phone"))
            service.clock.advance(121)
            try await expectProblem(.evidenceNeeded) {
                try await client.call(DeleteAccount.self, Nothing(), session: owner)
            }
            try await expectProblem(.olderDevice) {
                try await client.call(DeleteAccount.self, Nothing(), session: young)
            }
            try await expectProblem(.evidenceNeeded) {
                try await client.call(ExportAccount.self, Nothing(), session: young)
            }
            let again = try await client.signIn(again: owner)
            try await client.addVerified(.email, "ada@mail.example", in: again, service)
            let thief = try await client.settled(service, name: "Third phone")
            try await expectProblem(.olderDevice) {
                try await client.call(DeleteAccount.self, Nothing(), session: thief)
            }
            try await client.revoke(owner.opened.device, in: thief)
            try await expectProblem(.olderDevice) {
                try await client.call(DeleteAccount.self, Nothing(), session: thief)
            }
            #expect(try await service.count("account") == 1)
        }
    }

    @Test func `the export has what the service holds, and no secret`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let approver = try await service.approver(client)
            try await BackupTests.create(client, approver.session)
            _ = try await service.ask()
            let session = try await client.signIn(again: approver.session)
            let found = try await client.call(ExportAccount.self, Nothing(), session: session)
            #expect(found.version == 1 && found.account == session.opened.account)
            #expect(found.contacts.map(\.value) == ["ada@mail.example"])
            #expect(found.devices.map(\.name) == ["Ada's old phone"])
            #expect(found.devices.map(\.answersSignInRequests) == [true])
            #expect(found.signInRequests.contains { $0.application == "Shop" })
            #expect(found.notices.contains { $0.kind == .credentialMade })
            #expect(found.backup?.id == BackupTests.id && found.passwordSet != nil && found.recoveryCodeMade == nil)
            let json = String(decoding: try JSONEncoder().encode(found), as: UTF8.self)
            for secret in ["record", "wrapped", "secret", "seed", "proof", "requestKey", "number", "hash", "mac\""] {
                #expect(!json.contains(secret), "\(secret)")
            }
        }
    }
}
