import AccountAPI
import DeviceCore
import Foundation
import Primitives
import Testing

/// Older versions of a backup: listed, looked into, restored; and a backup that is there already.
@Suite struct VersionsTests {
    private let password = Result { try Password(existing: SecretBytes(utf8: World.password)) }

    @Test func `versions are listed with what they hold, and a damaged one is named`() async throws {
        try await World.run { world in
            let phone = world.phone("old")
            try await phone { try $0.turnOnBackup(to: world.storage) }
            for account in RecoveryTests.accounts.prefix(2) {
                try await phone.add(account)
                _ = try await phone { try $0.backups.backUpIfPending() }
            }
            try Data("damaged".utf8).write(to: #require(try world.snapshots().first))
            let versions = try await phone { try $0.backups.versions() }
            #expect(versions.map(\.generation) == [3, 2, 1])
            #expect(versions.map(\.state) == [.intact, .intact, .damaged])
            #expect(versions.map(\.entries) == [3, 2, nil])
            #expect(versions[0].madeHere == true)
        }
    }

    @Test func `a storage that is not there is not told as one without versions`() async throws {
        try await World.run { world in
            let phone = world.phone("old")
            try await phone.add(RecoveryTests.accounts[0])
            try await phone { try $0.turnOnBackup(to: world.storage) }
            let storage = world.folder.appending(path: "storage")
            let elsewhere = world.folder.appending(path: "elsewhere")
            try FileManager.default.moveItem(at: storage, to: elsewhere)
            #expect(await Self.looking(phone) == [.storageAbsent, .storageAbsent])
            // Another folder in its place, on the same file system, lacks the files and no drive.
            try FileManager.default.createDirectory(at: storage, withIntermediateDirectories: false)
            #expect(await Self.looking(phone) == [.storageEmptied, .storageEmptied])
            try FileManager.default.removeItem(at: storage)
            try FileManager.default.moveItem(at: elsewhere, to: storage)
            #expect(try await phone { try $0.backups.versions() }.map(\.generation) == [1])
            for file in try world.snapshots() { try FileManager.default.removeItem(at: file) }
            #expect(await Self.looking(phone) == [.storageEmptied, .storageEmptied])
        }
    }

    /// What comes of listing the versions, and of looking into one.
    private static func looking(_ phone: Device) async -> [FailureCode?] {
        [
            await failure { try await phone { try $0.backups.versions() } }?.code,
            await failure { try await phone { try $0.backups.previewRestore(version: 1, exactly: false) } }?.code,
        ]
    }

    @Test func `what was removed comes back from an older version, after a preview`() async throws {
        try await World.run { world in
            let phone = world.phone("old")
            for account in RecoveryTests.accounts.prefix(2) { try await phone.add(account) }
            try await phone { try $0.turnOnBackup(to: world.storage) }
            try await phone { try $0.entries.remove("Nordbank") }
            _ = try phone.entries.rename("Code Forge", issuer: "Forge", account: nil)
            _ = try await phone { try $0.backups.backUpIfPending() }

            let preview = try await phone { try $0.backups.previewRestore(version: 1, exactly: false) }
            #expect(preview.added == ["Nordbank:giro 42"])
            #expect(preview.changed.isEmpty)
            #expect(try phone.entries.list().count == 2)

            let done = try await phone { try $0.backups.restore(version: 1, exactly: false) }
            #expect(FileManager.default.fileExists(atPath: try #require(done.safetyCopy)))
            #expect(try phone.entries.list().map(\.issuer) == ["Nordbank", "Forge", "accounts.example.org"])

            _ = try await phone { try $0.backups.restore(version: 1, exactly: true) }
            let issuers = try phone.entries.list().map(\.issuer)
            #expect(issuers == ["Nordbank", "Code Forge", "accounts.example.org"])
            #expect(try await phone { try $0.backups.backUpIfPending() }?.entries == 3)
        }
    }

    @Test func `what comes back stands where it stood, also on a device that recovers`() async throws {
        try await World.run { world in
            let phone = world.phone("old")
            for account in RecoveryTests.accounts.prefix(2) { try await phone.add(account) }
            try await phone { try $0.turnOnBackup(to: world.storage) }
            _ = try phone.entries.move("Nordbank", to: 2)
            _ = try await phone { try $0.backups.backUpIfPending() }
            try await phone { try $0.entries.remove("Nordbank") }
            _ = try await phone { try $0.backups.backUpIfPending() }
            _ = try await phone { try $0.backups.restore(version: 2, exactly: false) }
            _ = try await phone { try $0.backups.backUpIfPending() }
            let order = ["Code Forge", "Nordbank", "accounts.example.org"]
            #expect(try phone.entries.list().map(\.issuer) == order)
            let new = world.phone("new")
            _ = try await new { try $0.recover(from: world.storage) }
            #expect(try new.entries.list().map(\.issuer) == order)
        }
    }

    @Test func `a backup that is there already is never replaced unasked`() async throws {
        let password = try password.get()
        try await World.run { world in
            let old = world.phone("old")
            for account in RecoveryTests.accounts.prefix(2) { try await old.add(account) }
            try await old { try $0.turnOnBackup(to: world.storage) }

            let other = world.phone("other")
            try await other.add(RecoveryTests.accounts[2])
            _ = try await other {
                try $0.accounts.signIn(
                    username: World.username,
                    at: ServiceAddress(World.service),
                    password: password
                )
            }
            func turnOn(_ choice: ExistingBackup?) async throws -> BackupStatus {
                try await other {
                    try $0.backups.turnOn(storage: world.storage, account: nil, existing: choice) { password }
                }
            }
            let inside = Failure(.backupExists, ["generation": "1", "n": "3", "date": "2027-01-15"])
            await #expect(throws: inside) { try await turnOn(nil) }
            await #expect(throws: Failure(.entriesPresent, ["n": "2"])) { try await turnOn(.recover) }
            #expect(try await turnOn(.keepBoth).generation == 2)
            #expect(try other.entries.list().count == 4)
            #expect(try await world.phone("new") { try $0.recover(from: world.storage) }.restored == 4)
        }
    }

    @Test func `a deleted backup is brought back by turning it on again`() async throws {
        let password = try password.get()
        try await World.run { world in
            let phone = world.phone("old")
            try await phone.add(RecoveryTests.accounts[0])
            try await phone { try $0.turnOnBackup(to: world.storage) }
            _ = try await phone { try $0.backups.delete() }
            #expect(try phone.backups.status().state == "off")
            let status = try await phone { try $0.backups.turnOn(storage: world.storage, account: nil) { password } }
            #expect(status.state == "on")
            #expect(!status.pending)
            #expect(try await world.phone("new") { try $0.recover(from: world.storage) }.restored == 2)
        }
    }

    @Test func `a deleted backup that another device brings back has the account once`() async throws {
        let password = try password.get()
        try await World.run { world in
            let old = world.phone("old")
            try await old.add(RecoveryTests.accounts[0])
            try await old { try $0.turnOnBackup(to: world.storage) }
            _ = try await old { try $0.backups.delete() }
            let other = world.phone("other")
            _ = try await other {
                try $0.accounts.signIn(
                    username: World.username,
                    at: ServiceAddress(World.service),
                    password: password
                )
            }
            let status = try await other { try $0.backups.turnOn(storage: world.storage, account: nil) { password } }
            #expect(status.state == "on" && !status.pending)
            #expect(try other.entries.list().map(\.state) == [.ready, .ready])
            #expect(try await world.phone("new") { try $0.recover(from: world.storage) }.restored == 2)
        }
    }

    @Test func `an account that another device removed comes back, and this device to it`() async throws {
        let password = try password.get()
        try await World.run { world in
            let (old, other, service) = (world.phone("old"), world.phone("other"), try ServiceAddress(World.service))
            let name = "second@example.org"
            _ = try await other { try $0.accounts.create(username: name, at: service, password: password) }
            try await other { try $0.turnOnBackup(to: world.storage, account: World.username) }
            let devices = try await other { try $0.accounts.devices(of: name) }.map(\.id)
            try await old { try $0.recover(from: world.storage) }
            try await old { try $0.entries.remove(name) }
            _ = try await old { try $0.backups.backUpIfPending() }
            _ = try await other { try $0.backups.backUpNow(allowsFewer: false) }
            #expect(try other.entries.list().map(\.account) == [World.username])
            // What a merge takes, a version from before brings back: nobody has told the service anything.
            _ = try await other { try $0.backups.restore(version: 1, exactly: false) }
            #expect(try other.entries.list().map(\.state) == [.ready, .ready])
            #expect(try await other { try $0.accounts.devices(of: name) }.map(\.id) == devices)
            #expect(try await other { try $0.accounts.devices(of: name) }.map(\.current) == [true])
        }
    }

    @Test func `a pause keeps changes waiting and deletes nothing`() async throws {
        try await World.run { world in
            let phone = world.phone("old")
            try await phone { try $0.turnOnBackup(to: world.storage) }
            #expect(try phone.backups.pause(true).state == "paused")
            try await phone.add(RecoveryTests.accounts[0])
            #expect(try await phone { try $0.backups.backUpIfPending() } == nil)
            #expect(try phone.backups.status().pending)
            _ = try phone.backups.pause(false)
            #expect(try await phone { try $0.backups.backUpIfPending() }?.pending == false)
        }
    }

    @Test func `a vault that lost its accounts replaces nothing until its user agrees`() async throws {
        try await World.run { world in
            let phone = world.phone("old")
            try await phone.add(RecoveryTests.accounts[0])
            try await phone { try $0.turnOnBackup(to: world.storage) }
            try await phone { try $0.entries.remove("Nordbank") }
            // Removed on purpose and remembered as such: backed up without a question.
            #expect(try await phone { try $0.backups.backUpIfPending() }?.entries == 1)
        }
    }

    @Test func `a storage is tried step by step`() async throws {
        try await World.run { world in
            let phone = world.phone("old")
            let good = try await phone { try $0.backups.testStorage(at: world.storage, password: nil) }
            #expect(good.failure == nil)
            #expect(good.steps.map(\.step) == StorageTest.Step.allCases)
            #expect(try world.snapshots().isEmpty)
            let missing = try await phone { try $0.backups.testStorage(at: world.storage + "/nowhere", password: nil) }
            #expect(missing.steps.map(\.step) == [.list])
            #expect(missing.failure?.code == .noStorageFolder)
        }
    }

    @Test func `the watcher retries with growing pauses and tells what happened`() async throws {
        try await World.run { world in
            let phone = world.phone("old")
            try await phone { try $0.turnOnBackup(to: world.storage) }
            try await phone.add(RecoveryTests.accounts[0])
            let storage = world.folder.appending(path: "storage")
            let away = world.folder.appending(path: "unplugged")
            try FileManager.default.moveItem(at: storage, to: away)

            let pauses = Box<[Duration]>([])
            let watch = BackupWatch(phone) { pause in
                pauses.value.append(pause)
                if pauses.value.count == 3 { try FileManager.default.moveItem(at: away, to: storage) }
                if pauses.value.count == 5 { throw CancellationError() }
            }
            let events = try await watch.told()
            #expect(pauses.value.prefix(4) == [.seconds(40), .seconds(80), .seconds(160), .seconds(20)])
            #expect(events == [String](repeating: "storage.not-plugged-in", count: 3) + ["backed up"])
        }
    }
}
