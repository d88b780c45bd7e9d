import Encodings
import Entries
import Primitives
import Sealed

/// The stored form of ``BackupBinding``.
struct StoredBackupBinding: Codable {
    private let location: String
    private let storagePassword: String?
    private let recoveryEntry: String
    private let accountID: String
    private let backupID: String
    private let epoch: UInt32
    private let key: String
    private let nextEpoch: StoredEpoch?
    private let snapshotTimes: [String: Int64]?
    private let newest: StoredSnapshot?
    private let backedUpRevision: UInt64?
    private let lastVerified: Int64?
    private let problem: String?
    private let problemValues: [String: String]?
    private let problemSince: Int64?
    private let isPaused: Bool?
    private let place: StoredPlace?
    private let isNewPlace: Bool?

    init(_ binding: BackupBinding) throws(ContentsError) {
        location = try binding.location.bounded()
        if let password = binding.storagePassword {
            storagePassword = try String(base32: password)
        } else {
            storagePassword = nil
        }
        recoveryEntry = binding.recoveryEntry.rawValue
        accountID = try binding.accountID.bounded()
        backupID = binding.backupID.rawValue
        epoch = binding.epoch
        key = try String(base32: binding.key)
        nextEpoch = try binding.nextEpoch.map { pending throws(ContentsError) in
            StoredEpoch(epoch: pending.epoch, key: try String(base32: pending.key))
        }
        snapshotTimes = binding.snapshotTimes.isEmpty ? nil : binding.snapshotTimes.mapValues(\.milliseconds)
        newest = binding.newest.map(StoredSnapshot.init)
        backedUpRevision = binding.backedUpRevision
        lastVerified = binding.lastVerified?.milliseconds
        problem = try binding.problem?.bounded()
        for value in binding.problemValues.values { _ = try value.bounded() }
        problemValues = binding.problemValues.isEmpty ? nil : binding.problemValues
        problemSince = binding.problemSince?.milliseconds
        isPaused = binding.isPaused ? true : nil
        place = try binding.place.map { known throws(ContentsError) in
            StoredPlace(
                fileSystem: try known.fileSystem.bounded(),
                mark: try known.mark.bounded(),
                drive: try known.drive.bounded()
            )
        }
        isNewPlace = binding.isNewPlace ? true : nil
    }

    func value() throws(ContentsError) -> BackupBinding {
        var binding = BackupBinding(
            location: try location.bounded(),
            storagePassword: try storagePassword?.secretBytes(),
            recoveryEntry: try recoveryEntry.identifier(),
            accountID: try accountID.bounded(),
            backupID: try backupID.identifier(),
            epoch: epoch,
            key: try key.secretBytes()
        )
        if let nextEpoch {
            let key = try nextEpoch.key.secretBytes()
            binding.nextEpoch = PendingEpoch(epoch: nextEpoch.epoch, key: key)
        }
        binding.snapshotTimes = (snapshotTimes ?? [:]).mapValues(Instant.init(milliseconds:))
        binding.newest = try newest?.value()
        binding.backedUpRevision = backedUpRevision
        binding.lastVerified = lastVerified.map(Instant.init(milliseconds:))
        binding.problem = try problem?.bounded()
        binding.problemValues = problemValues ?? [:]
        binding.problemSince = problemSince.map(Instant.init(milliseconds:))
        binding.isPaused = isPaused ?? false
        binding.place = try place.map { stored throws(ContentsError) in
            KnownPlace(
                fileSystem: try stored.fileSystem.bounded(),
                mark: try stored.mark.bounded(),
                drive: try stored.drive.bounded()
            )
        }
        binding.isNewPlace = isNewPlace ?? false
        return binding
    }
}

private struct StoredPlace: Codable {
    let fileSystem: String
    let mark: String
    let drive: String
}

private struct StoredEpoch: Codable {
    let epoch: UInt32
    let key: String
}

private struct StoredDigest: Codable {
    let sums: [UInt64]
    let clock: String
}

private struct StoredSnapshot: Codable {
    let generation: UInt64
    let hash: String
    let entries: Int
    let made: Int64
    let holding: StoredDigest?

    init(_ snapshot: KnownSnapshot) {
        generation = snapshot.generation
        hash = Hex.encode(snapshot.hash)
        entries = snapshot.entries
        made = snapshot.made.milliseconds
        holding = snapshot.holding.map { StoredDigest(sums: $0.sums, clock: $0.clock.text) }
    }

    func value() throws(ContentsError) -> KnownSnapshot {
        guard let hash = Hex.decode(hash) else { throw .damaged }
        return KnownSnapshot(
            generation: generation,
            hash: hash,
            entries: entries,
            made: Instant(milliseconds: made),
            holding: try holding.map { stored throws(ContentsError) in
                EntryDigest(sums: stored.sums, clock: try Stamp(text: stored.clock))
            }
        )
    }
}
