import AccountAPI
import DeviceCore
import Testing

/// Backups and recoveries.
extension CancelledFlow {
    static var ofBackups: [CancelledFlow] {
        [
            turnOn, replace, move, bringBack, join, backUp, verify, versions, restore, makeNewKey, deleteBackup,
            recover(version: nil), recover(version: 1),
        ]
    }

    private static let turnOn = CancelledFlow(
        name: "turning the backup on",
        prepare: { stage in try await stage.begin() },
        run: { _, phone in try phone.turnOn(in: Stage.storage) },
        check: expectBackupOn
    )

    private static let replace = CancelledFlow(
        name: "replacing the backup",
        prepare: { stage in try await stage.begin(backup: true) },
        run: { _, phone in try phone.turnOn(in: Stage.storage, existing: .replace) },
        check: expectBackupOn
    )

    private static let move = CancelledFlow(
        name: "moving the backup",
        prepare: { stage in try await stage.begin(backup: true) },
        run: { _, phone in try phone.turnOn(in: Stage.otherStorage) },
        check: { stage, failure in
            try await expectBackupOn(stage, failure)
            let status = try stage.phone().backups.status()
            if failure == nil { stage.expect(status.location == Stage.otherStorage, "the backup has moved") }
            stage.expect(!status.pending || status.lastVerified == nil, "nothing is verified that is not there")
        }
    )

    private static let bringBack = CancelledFlow(
        name: "bringing a deleted backup back",
        prepare: { stage in
            let phone = try await stage.begin(backup: true)
            _ = try await phone { try $0.backups.delete() }
        },
        run: { _, phone in try phone.turnOn(in: Stage.storage) },
        // That is how far it came: the backup is there again.
        saysDone: [.backupExists],
        check: expectBackupOn
    )

    private static let join = CancelledFlow(
        name: "joining a backup",
        prepare: { stage in
            try await stage.begin("old", backup: true)
            try await stage.signIn()
        },
        run: { _, phone in try phone.turnOn(in: Stage.storage, existing: .keepBoth) },
        check: { stage, failure in
            try await expectBackupOn(stage, failure)
            let count = try stage.phone().entries.list().count
            if failure == nil { stage.expect(count == 3, "all accounts are here") }
        }
    )

    private static let backUp = CancelledFlow(
        name: "backing up",
        prepare: { stage in
            let phone = try await stage.begin(backup: true)
            try await phone.add(RecoveryTests.accounts[2])
        },
        run: { _, phone in _ = try phone.backups.backUpNow(allowsFewer: false) },
        check: { stage, failure in
            try await expectBackupOn(stage, failure)
            let isPending = try stage.phone().backups.status().pending
            stage.expect(isPending == (failure != nil), "changes wait until they are backed up")
        }
    )

    private static let verify = CancelledFlow(
        name: "verifying the backup",
        prepare: { stage in try await stage.begin(backup: true) },
        run: { _, phone in _ = try phone.backups.verify() },
        check: expectBackupOn
    )

    private static let versions = CancelledFlow(
        name: "listing the versions",
        prepare: { stage in try await stage.addBackedUp(on: stage.begin(backup: true)) },
        run: { _, phone in _ = try phone.backups.versions() },
        check: expectBackupOn
    )

    private static let restore = CancelledFlow(
        name: "restoring a version",
        prepare: { stage in try await stage.addBackedUp(on: stage.begin(backup: true)) },
        run: { _, phone in _ = try phone.backups.restore(version: 1, exactly: true) },
        check: { stage, failure in
            try await expectBackupOn(stage, failure)
            let count = try stage.phone().entries.list().count
            stage.expect(count == (failure == nil ? 2 : 3), "the accounts are those that are told")
        }
    )

    private static let makeNewKey = CancelledFlow(
        name: "giving the backup a new key",
        prepare: { stage in try await stage.begin(backup: true) },
        run: { _, phone in _ = try phone.backups.makeNewKey { try Secrets.password } },
        check: { stage, failure in
            try await expectBackupOn(stage, failure)
            let epoch = try await stage.backup()?.epoch
            if failure == nil { stage.expect(epoch == 2, "the key is another") }
        }
    )

    private static let deleteBackup = CancelledFlow(
        name: "deleting the backup",
        prepare: { stage in try await stage.begin(backup: true) },
        run: { _, phone in _ = try phone.backups.delete() },
        check: { stage, failure in
            let isDeleted = try await stage.backup()?.deleted != nil
            stage.expect(isDeleted == (failure == nil), "the backup is deleted")
            try await stage.expectTrueBackup()
        }
    )

    private static func recover(version: UInt64?) -> CancelledFlow {
        CancelledFlow(
            name: version == nil ? "recovering" : "recovering an older version",
            prepare: { stage in try await stage.addBackedUp(on: stage.begin("old", backup: true)) },
            run: { _, phone in _ = try phone.recover(from: Stage.storage, version: version) },
            goesWithout: [readAccount],
            check: { stage, failure in
                let count = try stage.phone().entries.list().count
                let devices = try await stage.devices("old")
                stage.expect(count == (failure != nil ? 0 : version == nil ? 3 : 2), "all or nothing is here")
                stage.expect(devices == (failure == nil ? 2 : 1), "no half device is left")
                if failure == nil { try await stage.expectTrueBackup() }
            }
        )
    }

    /// Expects a backup that is as it is told, and on where the flow came to its end.
    @Sendable private static func expectBackupOn(_ stage: Stage, _ failure: Failure?) async throws {
        let state = try stage.phone().backups.status().state
        if failure == nil { stage.expect(state == "on", "the backup is on") }
        try await stage.expectTrueBackup()
    }
}
