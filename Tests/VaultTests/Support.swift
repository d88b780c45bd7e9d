import Crypto
import Encodings
import Foundation
import OneTimePassword
import Primitives

@testable import Vault

/// A folder that is removed with its owner.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/sparekey-vault-" + EntryID.random().rawValue
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    var home: VaultHome { cheapHome(at: path + "/home") }
}

let cheap = PassphraseCost(memoryKiB: 8, iterations: 1)

func cheapHome(at path: String) -> VaultHome {
    var home = VaultHome(directory: path)
    home.costFloor = cheap
    return home
}

let device = DeviceID(unchecked: "000102030405060708090a0b0c0d0e0f")
let now = Instant(seconds: 1_700_000_000)

func secret(_ bytes: [UInt8], _ parameters: OTPParameters = .standard) -> Entry.Content {
    .thirdParty(OneTimeSecret(secret: SecretBytes(copying: bytes), parameters: parameters))
}

/// An entry of every kind, an order, a removed entry and settings.
func sampleContents() throws -> VaultContents {
    var portable = PortableContents(device: device)
    _ = portable.add(
        secret(Array("12345678901234567890".utf8)),
        issuer: "GitHub",
        account: "alice",
        at: now,
        on: device
    )
    let hotp = try OTPParameters(kind: .hotp, algorithm: .sha256, digits: 8, counter: UInt64.max)
    _ = portable.add(secret([0, 255, 10], hotp), issuer: "Zürich 💶", account: "a:b \"c\"\\", at: now, on: device)
    let steam = try OTPParameters(kind: .steam)
    _ = portable.add(secret([1], steam), issuer: "Steam", account: "", at: now, on: device)
    let personal = portable.add(
        .personal(PersonalAccount(service: "https://id.example", username: "alice")),
        issuer: "Sparekey",
        account: "alice",
        at: now,
        on: device
    )
    let work = portable.add(
        .work(WorkAccount(service: "https://id.example", organization: "acme", member: "a.smith")),
        issuer: "Acme",
        account: "a.smith",
        at: now,
        on: device
    )
    let removed = portable.add(secret([9]), issuer: "Gone", account: "x", at: now, on: device)
    portable.remove(removed, at: now, on: device)
    portable.move(work, to: 0, at: now, on: device)
    portable.changeSettings(at: now, on: device) { $0.language = "fr" }

    var deviceBound = DeviceBoundContents(device: device, deviceName: "old phone")
    deviceBound.codes[personal] = DeviceCode(
        serviceDevice: "77",
        oneTime: OneTimeSecret(secret: SecretBytes(copying: [7, 7, 7]), parameters: try OTPParameters(digits: 8))
    )
    deviceBound.sessions[personal] = Session(
        id: "aa",
        accountID: "bb",
        requestKey: SecretBytes(copying: [UInt8](repeating: 3, count: 32))
    )
    deviceBound.credentials[work] = DeviceCredential(
        serviceDevice: "88",
        key: try P256.Signing.PrivateKey(rawRepresentation: [UInt8](repeating: 7, count: 32)),
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
    backup.newest = KnownSnapshot(generation: 9, hash: [UInt8](repeating: 1, count: 32), entries: 5, made: now)
    backup.backedUpRevision = 4
    backup.lastVerified = now
    backup.problem = "storage.unreachable"
    backup.problemValues = ["place": "folder:/media/stick"]
    deviceBound.backup = backup
    return VaultContents(portable: portable, deviceBound: deviceBound)
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
            _ = contents.portable.add(secret([1, 2, 3]), issuer: issuer, account: "", at: now, on: device)
        }
    }

    func issuers() throws -> [String] {
        try contents().portable.entries.map(\.issuer)
    }
}

extension PortableCoding {
    static func decode(_ json: SecretBytes) throws(VaultError) -> PortableContents { try decode(json.whole) }
}
