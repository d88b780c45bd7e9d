import Encodings
import Entries
import Foundation
import OneTimePassword
import Primitives
import Sealed
import Storages
import Synchronization
import TestSupport
import Testing
import Vault

@testable import Backup

let otherDevice = DeviceID(unchecked: "0f0e0d0c0b0a09080706050403020100")

/// The account service's part: a head that moves by compare-and-set.
final class MemoryHeads: BackupHeads {
    final class Unreachable: ServiceFailure, CodedError {
        let code = "service.unreachable"
    }

    struct State: Sendable {
        var head: Head?
        var failsToRead = false
        var failsToAdvance = false
        /// The head moves and the answer is lost.
        var losesAnswer = false
    }

    private let state = Mutex(State())

    var current: Head? {
        get { state.withLock { $0.head } }
        set { state.withLock { $0.head = newValue } }
    }

    func set(_ change: (inout State) -> Void) {
        state.withLock { change(&$0) }
    }

    func head() throws(HeadError) -> Head? {
        try state.withLock { state throws(HeadError) in
            if state.failsToRead { throw .service(Unreachable()) }
            return state.head
        }
    }

    func advance(to head: Head, after previous: UInt64) throws(HeadError) {
        try state.withLock { state throws(HeadError) in
            if state.failsToAdvance { throw .service(Unreachable()) }
            guard (state.head?.generation ?? 0) == previous else { throw .moved }
            state.head = head
            if state.losesAnswer { throw .service(Unreachable()) }
        }
    }
}

/// A vault with backup turned on, a storage and a service.
struct Bench: Sendable {
    let folder: TemporaryFolder
    let vault: UnlockedVault
    let storage = MemoryStorage()
    let heads = MemoryHeads()

    init(issuers: [String] = ["GitHub", "Mail", "Shop"]) throws {
        folder = try TemporaryFolder()
        vault = try .backingUp(in: folder, as: sampleDevice, contents(ofIssuers: issuers))
    }

    var backupRun: BackupRun {
        BackupRun(vault: vault, storage: storage, heads: heads, now: { sampleTime }, problem: \.code)
    }

    var binding: BackupBinding? {
        get throws { try vault.contents().deviceBound.backup }
    }

    var isPending: Bool {
        get throws { try vault.contents().isBackupPending }
    }

    func add(_ issuer: String) throws {
        try vault.update { contents in
            _ = contents.portable.add(otp([1]), issuer: issuer, account: "", at: sampleTime, on: sampleDevice)
        }
    }

    /// The newest snapshot, opened.
    func fetchNewest() throws -> OpenedSnapshot {
        let head = try #require(heads.current)
        return try NewestSnapshot.fetch(
            head,
            from: storage,
            key: sampleKey,
            backup: backupID,
            accountID: accountID
        )
    }

    /// A second device's snapshot of these entries, made the newest.
    func backUpElsewhere(_ contents: PortableContents) throws {
        let before = heads.current
        let generation = (before?.generation ?? 0) + 1
        let file = try Snapshot.seal(
            contents,
            key: sampleKey,
            backup: backupID,
            epoch: 1,
            generation: generation,
            parent: before?.hash,
            accountID: accountID,
            device: otherDevice,
            made: sampleTime
        )
        try storage.save(file, as: .fresh(backup: backupID, generation: generation))
        let head = Head.make(file: file, generation: generation, epoch: 1, backup: backupID, key: sampleKey)
        try heads.advance(to: head, after: before?.generation ?? 0)
    }
}

extension UnlockedVault {
    /// A vault on a device whose backup is turned on, and has made this snapshot, if any.
    static func backingUp(
        in folder: TemporaryFolder,
        as device: DeviceID,
        _ portable: PortableContents,
        newest: KnownSnapshot? = nil
    ) throws -> UnlockedVault {
        var deviceBound = DeviceBoundContents(device: device, deviceName: "phone")
        deviceBound.backup = BackupBinding(
            location: "folder:/nowhere",
            storagePassword: nil,
            recoveryEntry: .random(),
            accountID: accountID,
            backupID: backupID,
            epoch: 1,
            key: sampleKey
        )
        deviceBound.backup?.newest = newest
        return try create(
            in: FolderVaultStore(VaultHome(directory: folder.path + "/home")),
            passphrase: nil,
            contents: VaultContents(portable: portable, deviceBound: deviceBound)
        )
    }
}
