import Encodings
import Foundation
import OneTimePassword
import Primitives
import Synchronization
import Vault

@testable import Backup

let device = DeviceID(unchecked: "000102030405060708090a0b0c0d0e0f")
let otherDevice = DeviceID(unchecked: "0f0e0d0c0b0a09080706050403020100")
let backupID = BackupID(unchecked: "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff")
let accountID = "00112233445566778899aabbccddeeff"
let now = Instant(seconds: 1_700_000_000)
let key = SecretBytes(copying: (0..<32).map { UInt8($0) })

func otp(_ bytes: [UInt8]) -> Entry.Content {
    .thirdParty(OneTimeSecret(secret: SecretBytes(copying: bytes), parameters: .standard))
}

func portable(_ issuers: [String]) -> PortableContents {
    var contents = PortableContents(device: device)
    for issuer in issuers {
        _ = contents.add(otp(Array("12345678901234567890".utf8)), issuer: issuer, account: "alice", at: now, on: device)
    }
    return contents
}

/// The account service's part: a head that moves by compare-and-set.
final class MemoryHeads: BackupHeads {
    struct Unreachable: CodedError {
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

    func head() async throws -> Head? {
        try state.withLock { state in
            if state.failsToRead { throw Unreachable() }
            return state.head
        }
    }

    func advance(to head: Head, after previous: UInt64) async throws {
        try state.withLock { state in
            if state.failsToAdvance { throw Unreachable() }
            guard (state.head?.generation ?? 0) == previous else { throw HeadError.moved }
            state.head = head
            if state.losesAnswer { throw Unreachable() }
        }
    }
}

/// A folder that is removed with its owner.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/sparekey-backup-" + EntryID.random().rawValue
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
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
        var deviceBound = DeviceBoundContents(device: device, deviceName: "phone")
        deviceBound.backup = BackupBinding(
            location: "folder:/nowhere",
            storagePassword: nil,
            recoveryEntry: .random(),
            accountID: accountID,
            backupID: backupID,
            epoch: 1,
            key: key
        )
        vault = try UnlockedVault.create(
            at: VaultHome(directory: folder.path + "/home"),
            passphrase: nil,
            contents: VaultContents(portable: portable(issuers), deviceBound: deviceBound)
        )
    }

    var backupRun: BackupRun {
        BackupRun(vault: vault, storage: storage, heads: heads, now: { now }, problem: \.code)
    }

    var binding: BackupBinding? {
        get async throws { try await vault.contents().deviceBound.backup }
    }

    var isPending: Bool {
        get async throws { try await vault.contents().isBackupPending }
    }

    func add(_ issuer: String) async throws {
        try await vault.update { contents in
            _ = contents.portable.add(otp([1]), issuer: issuer, account: "", at: now, on: device)
        }
    }

    /// A second device's snapshot of these entries, made the newest.
    func backUpElsewhere(_ contents: PortableContents) async throws {
        let before = heads.current
        let generation = (before?.generation ?? 0) + 1
        let file = try Snapshot.seal(
            contents,
            key: key,
            backup: backupID,
            epoch: 1,
            generation: generation,
            parent: before?.hash,
            accountID: accountID,
            device: otherDevice,
            made: now
        )
        try await storage.save(file, as: .fresh(backup: backupID, generation: generation))
        let head = Head.make(file: file, generation: generation, epoch: 1, backup: backupID, key: key)
        try await heads.advance(to: head, after: before?.generation ?? 0)
    }
}

/// Counts calls.
final class Counter: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}
