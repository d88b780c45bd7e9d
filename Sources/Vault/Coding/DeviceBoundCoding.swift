import Crypto
import Encodings
import Foundation
import Primitives

/// The JSON form of device-bound contents, in the vault alone: no other module may serialise them.
enum DeviceBoundCoding {
    static func encode(_ contents: DeviceBoundContents) throws(VaultError) -> SecretBytes {
        try JSONBytes.encode(Document(contents))
    }

    static func decode(_ json: SecretBytes) throws(VaultError) -> DeviceBoundContents {
        try JSONBytes.decode(Document.self, from: json).contents()
    }

    /// The backup alone, for the note beside the vault.
    static func encode(_ backup: BackupBinding) throws(VaultError) -> SecretBytes {
        try JSONBytes.encode(BackupDocument(schema: 1, backup: StoredBackupBinding(backup)))
    }

    static func decodeBackup(_ json: SecretBytes) throws(VaultError) -> BackupBinding {
        try JSONBytes.decode(BackupDocument.self, from: json).backup.value()
    }
}

private struct BackupDocument: Codable {
    let schema: Int
    let backup: StoredBackupBinding
}

private struct Document: Codable {
    let schema: Int
    let device: String
    let deviceName: String
    let codes: [String: StoredDeviceCode]
    let sessions: [String: StoredSession]
    let credentials: [String: StoredCredential]?
    let removedAtService: [String]?
    let suspended: [String]?
    let authorities: [String: Data]?
    let codesCountFrom: [String: Int64]?
    let language: String?
    let backup: StoredBackupBinding?

    init(_ contents: DeviceBoundContents) throws(VaultError) {
        schema = 1
        device = contents.device.rawValue
        deviceName = try contents.deviceName.bounded()
        var codes: [String: StoredDeviceCode] = [:]
        for (id, code) in contents.codes {
            codes[id.rawValue] = StoredDeviceCode(
                serviceDevice: try code.serviceDevice.bounded(),
                otp: try StoredOneTimeSecret(code.oneTime)
            )
        }
        self.codes = codes
        var sessions: [String: StoredSession] = [:]
        for (id, session) in contents.sessions {
            sessions[id.rawValue] = StoredSession(
                id: try session.id.bounded(),
                accountID: try session.accountID.bounded(),
                requestKey: try String(base32: session.requestKey)
            )
        }
        self.sessions = sessions
        var credentials: [String: StoredCredential] = [:]
        for (id, credential) in contents.credentials {
            credentials[id.rawValue] = try StoredCredential(credential)
        }
        self.credentials = credentials.isEmpty ? nil : credentials
        removedAtService =
            contents.removedAtService.isEmpty ? nil : contents.removedAtService.map(\.rawValue).sorted()
        suspended = contents.suspended.isEmpty ? nil : contents.suspended.map(\.rawValue).sorted()
        guard contents.authorities.count <= DeviceBoundContents.authoritiesCount,
            contents.authorities.values.allSatisfy({ $0.count <= DeviceBoundContents.authoritiesLimit })
        else { throw .tooLarge }
        authorities = contents.authorities.isEmpty ? nil : contents.authorities.mapValues { Data($0) }
        var counting: [String: Int64] = [:]
        for (id, date) in contents.codesCountFrom {
            counting[id.rawValue] = date.milliseconds
        }
        codesCountFrom = counting.isEmpty ? nil : counting
        language = try contents.language?.bounded()
        backup = try contents.backup.map { binding throws(VaultError) in try StoredBackupBinding(binding) }
    }

    func contents() throws(VaultError) -> DeviceBoundContents {
        var contents = DeviceBoundContents(device: try device.identifier(), deviceName: try deviceName.bounded())
        for (id, code) in codes {
            contents.codes[try id.identifier()] = DeviceCode(
                serviceDevice: try code.serviceDevice.bounded(),
                oneTime: try code.otp.value()
            )
        }
        for (id, session) in sessions {
            contents.sessions[try id.identifier()] = Session(
                id: try session.id.bounded(),
                accountID: try session.accountID.bounded(),
                requestKey: try session.requestKey.secretBytes()
            )
        }
        for (id, credential) in credentials ?? [:] {
            contents.credentials[try id.identifier()] = try credential.value()
        }
        for id in removedAtService ?? [] {
            contents.removedAtService.insert(try id.identifier())
        }
        for id in suspended ?? [] {
            contents.suspended.insert(try id.identifier())
        }
        contents.authorities = (authorities ?? [:]).mapValues { Array($0) }
        for (id, time) in codesCountFrom ?? [:] {
            contents.codesCountFrom[try id.identifier()] = Instant(milliseconds: time)
        }
        contents.language = try language?.bounded()
        contents.backup = try backup?.value()
        return contents
    }
}

private struct StoredDeviceCode: Codable {
    let serviceDevice: String
    let otp: StoredOneTimeSecret
}

private struct StoredCredential: Codable {
    let serviceDevice: String
    let key: String
    let isConfirmed: Bool

    init(_ credential: DeviceCredential) throws(VaultError) {
        serviceDevice = try credential.serviceDevice.bounded()
        key = try String(base32: SecretBytes(copying: credential.key.rawRepresentation))
        isConfirmed = credential.isConfirmed
    }

    func value() throws(VaultError) -> DeviceCredential {
        guard let key = try? P256.Signing.PrivateKey(rawRepresentation: try key.secretBytes()) else { throw .damaged }
        return DeviceCredential(serviceDevice: try serviceDevice.bounded(), key: key, isConfirmed: isConfirmed)
    }
}

private struct StoredSession: Codable {
    let id: String
    let accountID: String
    let requestKey: String
}

private struct StoredBackupBinding: Codable {
    let location: String
    let storagePassword: String?
    let recoveryEntry: String
    let accountID: String
    let backupID: String
    let epoch: UInt32
    let key: String
    let nextEpoch: StoredEpoch?
    let snapshotTimes: [String: Int64]?
    let newest: StoredSnapshot?
    let backedUpRevision: UInt64?
    let lastVerified: Int64?
    let problem: String?
    let problemValues: [String: String]?
    let problemSince: Int64?
    let isPaused: Bool?
    let place: StoredPlace?
    let isNewPlace: Bool?

    init(_ binding: BackupBinding) throws(VaultError) {
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
        nextEpoch = try binding.nextEpoch.map { pending throws(VaultError) in
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
        place = try binding.place.map { known throws(VaultError) in
            StoredPlace(
                fileSystem: try known.fileSystem.bounded(),
                mark: try known.mark.bounded(),
                drive: try known.drive.bounded()
            )
        }
        isNewPlace = binding.isNewPlace ? true : nil
    }

    func value() throws(VaultError) -> BackupBinding {
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
        binding.place = try place.map { stored throws(VaultError) in
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

    func value() throws(VaultError) -> KnownSnapshot {
        guard let hash = Hex.decode(hash) else { throw .damaged }
        return KnownSnapshot(
            generation: generation,
            hash: hash,
            entries: entries,
            made: Instant(milliseconds: made),
            holding: try holding.map { stored throws(VaultError) in
                EntryDigest(sums: stored.sums, clock: try Stamp(text: stored.clock))
            }
        )
    }
}
