import AccountAPI
import DeviceCore
import Encodings
import Foundation
import HTTPExchange
import TestSupport
import Testing
import Threads

/// What is said of a backup that is not as it should be: by every command, since when, and what to do.
@Suite struct BackupNoticeTests {
    @Test func `a missing storage is reported from the first attempt until it is back`() async throws {
        try await withBackup { world, phone in
            #expect(phone.backups.notice() == nil)
            let storage = world.folder.appending(path: "storage")
            let away = world.folder.appending(path: "unplugged")
            try FileManager.default.moveItem(at: storage, to: away)
            try await phone.add(RecoveryTests.accounts[1])
            let failed = world.clock.now
            for _ in 0..<3 {
                await #expect(throws: Failure.self) { try await phone { try $0.backups.backUpIfPending() } }
                world.clock.advance(by: 3600)
            }
            let notice = try #require(phone.backups.notice())
            #expect(notice.failure?.code == .storageAbsent && notice.since == failed && notice.pending)
            try await expectWords(of: phone)

            try FileManager.default.moveItem(at: away, to: storage)
            _ = try await phone { try $0.backups.backUpIfPending() }
            #expect(phone.backups.notice() == nil)
        }
    }

    @Test func `a service that is away is named, not the storage`() async throws {
        try await withBackup { world, _ in
            let cut = world.phone(
                "old",
                through: LyingTransport(honest: world.loopback) { _, _ in
                    throw AccountError.unreachable(place: World.service)
                }
            )
            try await cut.add(RecoveryTests.accounts[1])
            await #expect(throws: Failure.self) { try await cut { try $0.backups.backUpIfPending() } }
            for failure in [cut.backups.notice()?.failure, try cut.backups.status().failure] {
                #expect(failure?.code == .serviceUnreachable && failure?.values["place"] == World.service)
            }
            try await expectWords(of: cut)
        }
    }

    @Test func `a backup that nobody waits for any more has not failed`() async throws {
        try await withBackup { world, phone in
            try await phone.add(RecoveryTests.accounts[1])
            let cancellation = ThreadCancellation()
            let left = world.phone(
                "old",
                through: LyingTransport(honest: world.loopback) { _, _ in
                    cancellation.cancel()
                    throw NetworkFailure.cancelled
                }
            )
            await #expect(throws: Failure.self) {
                try await OwnThread.run(cancellation) { _ = try left.until(cancellation).backups.backUpIfPending() }
            }
            let status = try phone.backups.status()
            #expect(status.failure == nil && status.pending)
        }
    }

    @Test func `a paused backup says since when changes wait, from the first of them on`() async throws {
        try await withBackup { world, phone in
            world.clock.advance(by: 60)
            _ = try phone.backups.pause(true)
            #expect(phone.backups.notice() == nil)
            world.clock.advance(by: 60)
            let first = world.clock.now
            try await phone.add(RecoveryTests.accounts[1])
            world.clock.advance(by: 60)
            try await phone { try $0.entries.remove("Nordbank") }
            #expect(phone.backups.notice() == BackupNotice(cause: .paused, since: first, pending: true))
            #expect(try phone.backups.status().pendingSince == first)
            try await expectWords(of: phone)
        }
    }

    @Test(arguments: ["rename", "move", "settings", "remove"])
    func `every change is known by its time`(_ change: String) async throws {
        try await withBackup { world, phone in
            world.clock.advance(by: 60)
            switch change {
            case "rename": _ = try phone.entries.rename("Nordbank", issuer: "Bank", account: nil)
            case "move": _ = try phone.entries.move("Nordbank", to: 2)
            case "settings": _ = try phone.settings.set("language", to: "fr")
            default: try await phone { try $0.entries.remove("Nordbank") }
            }
            let notice = phone.backups.notice()
            #expect(notice == BackupNotice(cause: .waiting, since: world.clock.now, pending: true))
            try await expectWords(of: phone)
        }
    }

    @Test func `a removed device is told so, although nothing was attempted`() async throws {
        try await withBackup { world, phone in
            let new = world.phone("new")
            _ = try await new { try $0.recover(from: world.storage) }
            let lost = try #require(try await new { try $0.accounts.devices(of: nil) }.first { !$0.current })
            try await new { try $0.accounts.revokeDevice(String(lost.id.rawValue.prefix(8)), of: nil) }
            try await phone.add(RecoveryTests.accounts[1])
            await #expect(throws: Failure.self) { try await phone { try $0.backups.backUpIfPending() } }
            let failure = phone.backups.notice()?.failure
            #expect(failure?.code == .deviceSuspended)
            try await expectWords(of: phone)
        }
    }

    @Test func `a damaged newest snapshot is reported until a new one is made`() async throws {
        try await withBackup { world, phone in
            try Data("damaged".utf8).write(to: #require(try world.snapshots().last))
            await #expect(throws: Failure.self) { try await phone { try $0.backups.verify() } }
            let notice = try #require(phone.backups.notice())
            guard case .failing(let failure) = notice.cause else {
                Issue.record("not failing")
                return
            }
            #expect(failure.code == .backupDamaged)
            #expect(!notice.pending)
            try await expectWords(of: phone)
            // Nobody has acted on it, so nothing is hidden.
            #expect(try await phone { try $0.backups.backUpIfPending() } == nil)
            #expect(phone.backups.notice() != nil)
            _ = try await phone { try $0.backups.backUpNow(allowsFewer: false) }
            #expect(phone.backups.notice() == nil)
        }
    }

    @Test func `what another device has added since is no failure`() async throws {
        try await withBackup { world, phone in
            let new = world.phone("new")
            _ = try await new { try $0.recover(from: world.storage) }
            try await new.add(RecoveryTests.accounts[1])
            _ = try await new { try $0.backups.backUpIfPending() }
            #expect(try await phone { try $0.backups.verify() }.generation == 2)
            #expect(phone.backups.notice() == nil)
            #expect(await phone { $0.doctor.diagnose() }.firstFailure == nil)
            #expect(try await phone { try $0.backups.backUpNow(allowsFewer: false) }.entries == 3)
            #expect(phone.backups.notice() == nil)
        }
    }

    @Test func `a failure that passes is tried again although nothing waits`() async throws {
        try await withBackup { world, phone in
            let storage = world.folder.appending(path: "storage")
            let away = world.folder.appending(path: "unplugged")
            try FileManager.default.moveItem(at: storage, to: away)
            await #expect(throws: Failure.self) { try await phone { try $0.backups.backUpNow(allowsFewer: false) } }
            #expect(phone.backups.notice()?.pending == false)
            try await expectWords(of: phone)
            try FileManager.default.moveItem(at: away, to: storage)
            #expect(try await phone { try $0.backups.backUpIfPending() } != nil)
            #expect(phone.backups.notice() == nil)
        }
    }

    @Test func `a missing snapshot of another device is reported with both numbers`() async throws {
        try await withBackup { world, phone in
            let new = world.phone("new")
            _ = try await new { try $0.recover(from: world.storage) }
            // The head of a phone that is new to the account would be passed over.
            await world.passWeek()
            try await new.add(RecoveryTests.accounts[1])
            _ = try await new { try $0.backups.backUpIfPending() }
            try FileManager.default.removeItem(at: #require(try world.snapshots().last))
            try await phone.add(RecoveryTests.accounts[2])
            let missing = Failure(
                .backupRolledBack,
                ["place": world.storage, "found": "1", "expected": "2"]
            ).in(.newestElsewhere)
            await #expect(throws: missing) { try await phone { try $0.backups.backUpIfPending() } }
            #expect(phone.backups.notice()?.cause == .failing(missing))
            try await expectWords(of: phone)
        }
    }

    private func withBackup(_ story: @Sendable (World, Device) async throws -> Void) async throws {
        try await World.run { world in
            let phone = world.phone("old")
            try await phone.add(RecoveryTests.accounts[0])
            try await phone { try $0.turnOnBackup(to: world.storage) }
            try await story(world, phone)
        }
    }

    /// The words of the notice, and of the status, have no gaps in either language.
    private func expectWords(of phone: Device) async throws {
        let notice = try #require(phone.backups.notice())
        for language in Catalogue.languages {
            let words = Catalogue.preferred([language])
            let text = words.text(notice)
            #expect(!text.contains("{") && !text.contains("}"), "\(text)")
            #expect(text.contains(words.moment(try #require(notice.since))))
            #expect(text.contains("backup") || text.contains("sauvegarde") || text.contains("Changes"))
        }
    }
}

extension BackupNotice {
    /// The failure that it tells, if it tells one.
    fileprivate var failure: Failure? {
        if case .failing(let failure) = cause { failure } else { nil }
    }
}
