import Encodings
import Entries
import Foundation
import OneTimePassword
import Primitives
import Sealed
import TestSupport
import Testing

@testable import Vault

extension TemporaryFolder {
    var home: VaultHome { VaultHome(directory: path + "/home") }
}

let cheap = PassphraseCost(memoryKiB: 8, iterations: 1)

/// An entry of every kind, an order, a removed entry and settings.
func sampleContents() throws -> VaultContents {
    let portable = try samplePortable()
    let entry = { (kind: Entry.Kind) throws -> EntryID in
        try #require(portable.entries.first { $0.kind == kind }?.id)
    }
    let (personal, work) = (try entry(.personal), try entry(.work))
    var deviceBound = DeviceBoundContents(device: sampleDevice, deviceName: "old phone")
    deviceBound.codes[personal] = DeviceCode(
        serviceDevice: "77",
        oneTime: OneTimeSecret(secret: SecretBytes(copying: [7, 7, 7]), parameters: try OTPParameters(digits: 8))
    )
    deviceBound.former[personal] = FormerDevice(
        code: DeviceCode(
            serviceDevice: "66",
            oneTime: OneTimeSecret(secret: SecretBytes(copying: [6, 6, 6]), parameters: try OTPParameters(digits: 8))
        ),
        credential: DeviceCredential(
            serviceDevice: "66",
            key: SecretBytes(copying: [UInt8](repeating: 6, count: 32)),
            isConfirmed: true
        ),
        replaced: sampleTime
    )
    deviceBound.sessions[personal] = Session(
        id: "aa",
        accountID: "bb",
        requestKey: SecretBytes(copying: [UInt8](repeating: 3, count: 32))
    )
    deviceBound.credentials[work] = DeviceCredential(
        serviceDevice: "88",
        key: SecretBytes(copying: [UInt8](repeating: 7, count: 32)),
        isConfirmed: true
    )
    deviceBound.removedAtService = [personal]
    var backup = BackupBinding(
        location: "folder:/media/stick",
        storagePassword: SecretBytes(utf8: "storage pass"),
        recoveryEntry: personal,
        accountID: "00112233445566778899aabbccddeeff",
        backupID: BackupID(unchecked: "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"),
        epoch: 3,
        key: SecretBytes(copying: [UInt8](repeating: 5, count: 32))
    )
    backup.newest = KnownSnapshot(generation: 9, hash: [UInt8](repeating: 1, count: 32), entries: 5, made: sampleTime)
    backup.backedUpRevision = 4
    backup.lastVerified = sampleTime
    backup.problem = "storage.unreachable"
    backup.problemValues = ["place": "folder:/media/stick"]
    deviceBound.backup = backup
    return VaultContents(portable: portable, deviceBound: deviceBound)
}

extension VaultFile {
    /// Seals contents into a whole file with a new salt.
    static func seal(
        _ contents: VaultContents,
        master: SecretBytes,
        id: VaultID,
        slots: [Keyslot]
    ) throws(VaultFormatError) -> [UInt8] {
        let portable = try EncodedPortable(contents.portable)
        return try seal(contents, portable: portable, master: master, id: id, slots: slots)
    }

    /// Opens a whole file; a change to any byte of it is an error.
    static func open(_ bytes: [UInt8], master: SecretBytes) throws(VaultFormatError) -> (VaultFile, VaultContents) {
        let (file, contents, _) = try open(bytes, master: master, knowing: nil)
        return (file, contents)
    }
}

/// Device-bound contents in a form that can be compared.
func describe(_ contents: DeviceBoundContents) throws -> [UInt8] {
    try DeviceBoundCoding.encode(contents).exposedBytes()
}

func bytes(at path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
}

func write(_ bytes: [UInt8], to path: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path))
}

extension UnlockedVault {
    /// Adds an entry with this issuer.
    func add(_ issuer: String) throws {
        try update { contents in
            _ = contents.portable.add(otp([1, 2, 3]), issuer: issuer, account: "", at: sampleTime, on: sampleDevice)
        }
    }

    func issuers() throws -> [String] {
        try contents().portable.entries.map(\.issuer)
    }
}
