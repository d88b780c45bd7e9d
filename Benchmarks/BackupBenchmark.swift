import Backup
import DeviceCore
import Encodings
import Entries
import Foundation
import OneTimePassword
import Primitives
import Sealed
import Storages
import Vault

/// A whole backup after one change beside the bare work on the same bytes.
///
/// Vault, storage and account service are those of a home folder whose backup was turned on, as any app has them.
struct BackupBenchmark {
    /// The storage is looked through once it holds more snapshots; a backup that is in use pays for that every time.
    private static let runsBefore = Int(Retention.worthPruning) + 1

    private let vault: UnlockedVault
    private let device: DeviceID
    private let backup: BackupRun
    /// Where the bare work keeps its objects.
    private let elsewhere = BackupID.random()

    /// Opens the vault.
    init(home: String) throws {
        let store = FolderVaultStore(VaultHome(directory: home))
        let owner = Device(store: store) { throw VaultError.unlocking(.passphraseNeeded) }
        vault = try owner.vault()
        let contents = try vault.contents()
        device = contents.deviceBound.device
        backup = try owner.backups.keptBackup(over: vault, contents).run
    }

    /// Adds entries until there are `count`.
    func fill(to count: Int) throws {
        try vault.update { [device] contents in
            for number in contents.portable.entryCount..<max(count, contents.portable.entryCount) {
                _ = contents.portable.add(
                    .thirdParty(OneTimeSecret(secret: SecretBytes.random(count: 20), parameters: .standard)),
                    issuer: "Site \(number)",
                    account: "ada.\(number)@example.org",
                    at: Instant.now(),
                    on: device
                )
            }
        }
    }

    /// A backup in turns with the bare work; each backup follows one change, which is not timed.
    func run(rounds: Int) throws -> Comparison {
        for _ in 0..<Self.runsBefore { try backUp() }
        var times: [(ours: Double, bare: Double)] = []
        // The first round warms the caches and is not counted.
        for round in 0...rounds {
            try change(round)
            let ours = try microseconds { try backUp() }
            let bare = try bare()
            if round > 0 { times.append((ours, bare)) }
        }
        return Comparison(times)
    }

    private func backUp() throws {
        _ = try backup.run()
    }

    private func change(_ round: Int) throws {
        try vault.update { [device] contents in
            let entry = contents.portable.entries[round * 37 % contents.portable.entries.count]
            contents.portable.rename(entry.id, issuer: "Round \(round)", account: nil, at: Instant.now(), on: device)
        }
    }

    /// What no backup can do without: the padded contents sealed, written to the same storage, read back and opened.
    ///
    /// Writing is what the storage does for any object: under a temporary name, to the disk where the storage knows
    /// how, then to its own name. Nothing is compared, hashed, encoded or told to anybody.
    private func bare() throws -> Double {
        let contents = SecretBytes.random(count: try snapshotLength() - XChaCha20Poly1305.tagLength)
        let (key, nonce) = (SecretBytes.random(count: 32), randomBytes(count: XChaCha20Poly1305.nonceLength))
        let name = ObjectName.fresh(backup: elsewhere, generation: 1)
        let time = try microseconds {
            let sealed = try XChaCha20Poly1305.seal(contents, key: key, nonce: nonce, additionalData: [])
            try backup.storage.save(sealed, as: name)
            let found = try backup.storage.load(name, limit: sealed.count)
            _ = try XChaCha20Poly1305.open(found, key: key, nonce: nonce, additionalData: [])
        }
        try backup.storage.remove(name)
        return time
    }

    /// The length of the newest snapshot's file.
    private func snapshotLength() throws -> Int {
        guard let binding = try vault.contents().deviceBound.backup else { throw Failure(.backupOff) }
        let versions = SnapshotVersions(storage: backup.storage, binding: binding)
        guard let newest = try versions.list().first else { throw BackupRunError.noSnapshot }
        return try backup.storage.load(newest.name, limit: Snapshot.lengthLimit).count
    }

    private func microseconds(_ body: () throws -> Void) rethrows -> Double {
        let start = ContinuousClock.now
        try body()
        return (ContinuousClock.now - start) / .microseconds(1)
    }
}
