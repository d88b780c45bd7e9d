// format-peer lets the independent readers and writers of the formats be driven against the app's own code.
// It reads one JSON object from standard input and writes one to standard output; it is for tests only.

import Encodings
import Entries
import Foundation
import OneTimePassword
import Primitives
import Sealed
import Vault

struct Failure: Error {
    let message: String
}

typealias Object = [String: Any]

func text(_ object: Object, _ name: String) throws -> String {
    guard let value = object[name] as? String else { throw Failure(message: "no \(name)") }
    return value
}

func number(_ object: Object, _ name: String) throws -> Int {
    guard let value = object[name] as? Int else { throw Failure(message: "no \(name)") }
    return value
}

func bytes(_ object: Object, _ name: String) throws -> [UInt8] {
    guard let value = Hex.decode(try text(object, name)) else { throw Failure(message: "\(name) is not hexadecimal") }
    return value
}

func portable(_ value: Any?) throws -> PortableContents {
    guard let value else { throw Failure(message: "no contents") }
    return try PortableCoding.decode(SecretBytes(copying: JSONSerialization.data(withJSONObject: value)).whole)
}

func json(_ portable: PortableContents) throws -> Any {
    try JSONSerialization.jsonObject(with: Data(PortableCoding.encode(portable).exposedBytes()))
}

func snapshotSeal(_ input: Object) throws -> Object {
    let file = try Snapshot.seal(
        portable(input["contents"]),
        key: SecretBytes(copying: bytes(input, "key")),
        backup: BackupID(unchecked: text(input, "backup")),
        epoch: UInt32(number(input, "epoch")),
        generation: UInt64(number(input, "generation")),
        parent: input["parent"] is String ? bytes(input, "parent") : nil,
        accountID: Identifier.Text(reading: text(input, "account")),
        device: DeviceID(unchecked: text(input, "device")),
        made: Instant(milliseconds: Int64(number(input, "made")))
    )
    return ["file": Hex.encode(file)]
}

func snapshotOpen(_ input: Object) throws -> Object {
    let opened = try Snapshot.open(
        bytes(input, "file"),
        key: SecretBytes(copying: bytes(input, "key")),
        backup: BackupID(unchecked: text(input, "backup")),
        accountID: Identifier.Text(reading: text(input, "account"))
    )
    return [
        "hash": Hex.encode(opened.hash),
        "epoch": Int(opened.epoch),
        "generation": Int(opened.generation),
        "parent": opened.parent.map { Hex.encode($0) } ?? NSNull(),
        "device": opened.device.rawValue,
        "made": Int(opened.made.milliseconds),
        "contents": try json(opened.portable),
    ]
}

extension PassphraseCost {
    /// Lower than a device accepts, so that tests are cheap.
    fileprivate static let ofTests = PassphraseCost(memoryKiB: 8, iterations: 1)
}

func store(_ input: Object) throws -> FolderVaultStore {
    var home = VaultHome(directory: try text(input, "home"))
    if let name = input["killAfter"] as? String, let step = WriteStep(rawValue: name) {
        home.afterStep = { if $0 == step { kill(getpid(), SIGKILL) } }
    }
    return FolderVaultStore(home)
}

func passphrase(_ input: Object) -> SecretBytes? {
    (input["passphrase"] as? String).map { SecretBytes(passphrase: $0) }
}

func vaultCreate(_ input: Object) throws -> Object {
    var contents = VaultContents(deviceName: try text(input, "deviceName"))
    contents.portable = try portable(input["portable"])
    let cost = PassphraseCost(
        memoryKiB: input["memoryKiB"] as? Int ?? PassphraseCost.standard.memoryKiB,
        iterations: input["iterations"] as? Int ?? PassphraseCost.standard.iterations
    )
    _ = try UnlockedVault.create(
        in: store(input),
        passphrase: passphrase(input),
        cost: cost,
        floor: .ofTests,
        contents: contents
    )
    return [:]
}

func openVault(_ input: Object) throws -> UnlockedVault {
    let unlock = passphrase(input).map(Unlock.passphrase) ?? .keyFile
    return try UnlockedVault.open(in: store(input), with: unlock, floor: .ofTests)
}

func vaultOpen(_ input: Object) throws -> Object {
    let contents = try openVault(input).contents()
    let device = contents.deviceBound
    var output: Object = [
        "portable": try json(contents.portable),
        "device": device.device.rawValue,
        "deviceName": device.deviceName,
        "codes": device.codes.map { [$0.key.rawValue, $0.value.serviceDevice.rawValue] }.sorted { $0[0] < $1[0] },
        "sessions": device.sessions.map { [$0.key.rawValue, $0.value.id.rawValue] }.sorted { $0[0] < $1[0] },
    ]
    if let backup = device.backup {
        var described = [
            "location": backup.location,
            "key": Hex.encode(SecretBytes(copying: backup.key).exposedBytes()),
        ]
        described["storagePassword"] = backup.storagePassword.map { String(decoding: $0.exposedBytes(), as: UTF8.self) }
        output["backup"] = described
    }
    return output
}

func vaultAdd(_ input: Object) throws -> Object {
    let vault = try openVault(input)
    let prefix = try text(input, "prefix")
    for index in 0..<(try number(input, "count")) {
        try vault.update { contents in
            let secret = OneTimeSecret(secret: SecretBytes.random(count: 16), parameters: .standard)
            _ = contents.portable.add(
                .thirdParty(secret),
                issuer: "\(prefix)\(index)",
                account: "",
                at: Instant.now(),
                on: contents.deviceBound.device
            )
        }
    }
    return ["entries": try vault.contents().portable.entries.count]
}

func vaultNote(_ input: Object) throws -> Object {
    let problem = try text(input, "problem")
    try openVault(input).noteBackup { $0.problem = problem }
    return [:]
}

let operations: [String: (Object) throws -> Object] = [
    "snapshot-seal": snapshotSeal,
    "snapshot-open": snapshotOpen,
    "vault-create": vaultCreate,
    "vault-open": vaultOpen,
    "vault-add": vaultAdd,
    "vault-note": vaultNote,
]

do {
    guard let operation = CommandLine.arguments.dropFirst().first.flatMap({ operations[$0] }) else {
        throw Failure(message: "usage: format-peer \(operations.keys.sorted().joined(separator: " | "))")
    }
    let parsed = try JSONSerialization.jsonObject(with: FileHandle.standardInput.readDataToEndOfFile())
    guard let input = parsed as? Object else { throw Failure(message: "not an object") }
    let output = try operation(input)
    FileHandle.standardOutput.write(try JSONSerialization.data(withJSONObject: output))
} catch {
    FileHandle.standardError.write(Data("\(error)\n".utf8))
    exit(1)
}
