import DeviceCore
import Encodings
import Entries
import Foundation
import Primitives
import TestSupport
import Testing
import Vault

/// A backup that fails is told of where people look, and nothing beside it says that all is well.
@Suite struct BackupProblemTests {
    /// Looks at the pages of a phone whose backup was opened once, and then failed for `problem`.
    private static func look(
        after problem: FailureCode?,
        isPending: Bool = false,
        _ look: @escaping @Sendable (_ accounts: String, _ backup: String, _ settings: String) throws -> Void
    ) async throws {
        try await Phone.run { phone in
            try await phone.add("otpauth://totp/Shop:ada?secret=JBSWY3DPEHPK3PXP&issuer=Shop")
            let vault = try UnlockedVault.open(in: phone.device.store, with: .keyFile)
            try vault.update { contents in
                var backup = BackupBinding(
                    location: "folder:/media/ada/stick",
                    storagePassword: nil,
                    recoveryEntry: .random(),
                    accountID: "00000000000000000000000000000000",
                    backupID: BackupID(unchecked: String(repeating: "1", count: 32)),
                    epoch: 1,
                    key: SecretBytes.random(count: 32)
                )
                backup.lastVerified = phone.clock.now
                backup.backedUpRevision = isPending ? nil : contents.portable.revision
                backup.problem = problem?.rawValue
                backup.problemSince = problem.map { _ in phone.clock.now }
                contents.deviceBound.backup = backup
            }
            let cookie = try await phone.visit()
            try look(
                try await phone.send(.get, "/", cookie: cookie).html,
                try await phone.send(.get, "/backup", cookie: cookie).html,
                try await phone.send(.get, "/settings", cookie: cookie).html
            )
        }
    }

    @Test func `the page of accounts and that of the backup say why it fails, without a tick`() async throws {
        try await Self.look(after: .storageAbsent) { accounts, backup, settings in
            let banner = try #require(accounts.firstMatch(of: /<a class="banner danger asked" href="\/backup".*<\/a>/))
            #expect(banner.output.contains("stick"))
            #expect(backup.contains("banner danger") && !backup.contains("banner status done"))
            #expect(settings.contains("Automatic backup has a problem"))
        }
    }

    @Test func `a backup that works is ticked, and the page of accounts says nothing`() async throws {
        try await Self.look(after: nil) { accounts, backup, settings in
            #expect(!accounts.contains("banner danger") && backup.contains("banner status done"))
            #expect(settings.contains("Automatic backup is on"))
        }
    }

    @Test func `a backup that lacks a change is not ticked`() async throws {
        try await Self.look(after: nil, isPending: true) { _, backup, _ in
            #expect(backup.contains("banner status") && !backup.contains("banner status done"))
        }
    }
}
