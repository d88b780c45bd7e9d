import AccountAPI
import DeviceCore
import Foundation
import Primitives
import Testing

/// Whoever wants to go on with a backup that there is already is given no new one unasked.
@Suite struct MergingTests {
    private let password = Result { try Password(existing: SecretBytes(utf8: World.password)) }

    @Test(arguments: [ExistingBackup.keepBoth, .recover])
    func `where the account has no backup, that is told before a new one begins`(choice: ExistingBackup) async throws {
        let password = try password.get()
        try await World.run { world in
            let phone = world.phone("phone")
            try await phone.add(RecoveryTests.accounts[0])
            _ = try await phone {
                try $0.accounts.create(
                    username: World.username,
                    at: ServiceAddress(World.service),
                    password: password
                )
            }
            let told = await failure {
                try await phone {
                    try $0.backups.turnOn(
                        storage: world.storage,
                        account: nil,
                        existing: choice,
                        startsNew: { throw $0 }
                    ) { password }
                }
            }
            #expect(told?.code == .noBackupYet && told?.values["situation"] == "merging")
            #expect(told?.values["account"]?.isEmpty == false)
            #expect(try phone.backups.status().state == "off")
            #expect(try world.snapshots().isEmpty)
            let status = try await phone {
                try $0.backups.turnOn(
                    storage: world.storage,
                    account: nil,
                    existing: choice
                ) { password }
            }
            #expect(status.generation == 1)
        }
    }

    @Test(arguments: [ExistingBackup.keepBoth, .recover])
    func `a deleted backup that the storage does not hold is given up for no new one`(
        choice: ExistingBackup
    ) async throws {
        let password = try password.get()
        try await World.run { world in
            let phone = world.phone("phone")
            try await phone.add(RecoveryTests.accounts[0])
            try await phone { try $0.turnOnBackup(to: world.storage) }
            _ = try await phone { try $0.backups.delete() }
            for snapshot in try world.snapshots() { try FileManager.default.removeItem(at: snapshot) }
            let told = await failure {
                try await phone {
                    try $0.backups.turnOn(storage: world.storage, account: nil, existing: choice) { password }
                }
            }
            #expect(told?.code == .storageEmpty && told?.values["situation"] == "deleted")
            #expect(try phone.backups.status().state == "off")
        }
    }

    @Test(arguments: [ExistingBackup.keepBoth, .recover])
    func `a backup that is in another storage is joined in none that lacks it, and stays as it is`(
        choice: ExistingBackup
    ) async throws {
        let password = try password.get()
        try await World.run { world in
            let old = world.phone("old")
            try await old.add(RecoveryTests.accounts[0])
            try await old { try $0.turnOnBackup(to: world.storage) }
            let new = world.phone("new")
            if choice == .keepBoth { try await new.add(RecoveryTests.accounts[1]) }
            _ = try await new { try $0.signIn() }
            let elsewhere = "folder:" + world.folder.appending(path: "elsewhere").path
            func told(by phone: Device) async -> Failure? {
                await failure {
                    try await phone {
                        try $0.backups.turnOn(storage: elsewhere, account: nil, existing: choice, makingFolder: true) {
                            password
                        }
                    }
                }
            }
            let refused = await told(by: new)
            #expect(refused?.code == .storageEmpty && refused?.values["situation"] == "elsewhere")
            #expect(refused?.values["place"] == elsewhere)
            #expect(try new.backups.status().state == "off")
            // Neither does one that is on go there.
            #expect(await told(by: old)?.code == .storageEmpty)
            let status = try old.backups.status()
            #expect(status.location == world.storage && status.problem == nil)
            #expect(!FileManager.default.fileExists(atPath: world.folder.appending(path: "elsewhere").path))
            let joined = try await new {
                try $0.backups.turnOn(storage: world.storage, account: nil, existing: choice) { password }
            }
            #expect(!joined.pending && joined.entries == (choice == .keepBoth ? 3 : 2))
            #expect(joined.problem == nil && joined.state == "on")
        }
    }
}
