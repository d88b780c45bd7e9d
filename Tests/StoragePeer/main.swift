// storage-peer lets the storages be driven against real servers and against a server that fails on purpose.
// It reads JSON objects from standard input, one a line, and answers each with one; it is for tests only.
// The first object names the storage: {"location", "password", "attempts", "read"}; the others are commands:
// {"do": "save", "name", "bytes"}, {"do": "load", "name", "limit"}, {"do": "list", "backup"}, {"do": "remove", "name"},
// {"do": "race", "name", "writers"}, which saves one name with differing bytes at once and says which writers won;
// {"do": "clauses"}, which names what every storage must do, and {"do": "check", "clause"}, which answers with an error where
// this one, which is empty, does not do it; {"do": "kinds"}, which names every kind of storage with its schemes, the keys of
// its words, and the location that is made of the examples of its fields.

import Encodings
import Foundation
import Primitives
import Storages
import TestSupport

struct Failure: Error {
    let message: String
}

typealias Object = [String: Any]

func text(_ object: Object, _ name: String) throws -> String {
    guard let value = object[name] as? String else { throw Failure(message: "no \(name)") }
    return value
}

func name(_ object: Object) throws -> ObjectName {
    guard let name = ObjectName(try text(object, "name")) else { throw Failure(message: "not a name") }
    return name
}

func makeStorage(_ object: Object) throws -> any BackupStorage {
    let read = Duration.milliseconds(object["read"] as? Int ?? 30_000)
    let patience = Patience(
        connect: .seconds(10),
        read: read,
        attempts: object["attempts"] as? Int ?? 5,
        total: .seconds(30)
    )
    let location = try StorageLocation(text(object, "location"))
    let password = (object["password"] as? String).map { SecretBytes(utf8: $0) }
    return try StorageRegistry.storage(at: location, password: password, patience: patience)
}

func race(_ object: Object, _ storage: any BackupStorage) async throws -> [Int] {
    let (winners, failures) = try await race(storage, name(object), writers: UInt8(object["writers"] as? Int ?? 8))
    if let failure = failures.first(where: { $0 != .alreadyExists }) { throw failure }
    return winners.map { Int($0) }
}

func run(_ object: Object, _ storage: any BackupStorage) async throws -> Object {
    switch try text(object, "do") {
    case "save":
        guard let bytes = Data(base64Encoded: try text(object, "bytes")) else { throw Failure(message: "not Base64") }
        try storage.save([UInt8](bytes), as: name(object))
        return [:]
    case "load":
        let bytes = try storage.load(name(object), limit: object["limit"] as? Int ?? 1 << 24)
        return ["bytes": Data(bytes).base64EncodedString()]
    case "list":
        let backup = try (object["backup"] as? String).map { text in
            guard let backup = BackupID(text) else { throw Failure(message: "not a backup") }
            return backup
        }
        return ["names": try storage.list(backup).map(\.description).sorted()]
    case "remove":
        try storage.remove(name(object))
        return [:]
    case "race": return ["winners": try await race(object, storage)]
    case "clauses": return ["clauses": StorageClause.allCases.map(\.rawValue)]
    case "check":
        guard let clause = StorageClause(rawValue: try text(object, "clause")) else {
            throw Failure(message: "no such clause")
        }
        try await clause.check(storage)
        return [:]
    case "kinds":
        let kinds = StorageKind.all.map { kind -> Object in
            let example = kind.location(TypedFields { $0.example.isEmpty ? "me" : $0.example })
            return ["name": kind.name, "schemes": kind.schemes, "keys": kind.keys, "example": example ?? ""]
        }
        return ["kinds": kinds]
    default: throw Failure(message: "no such command")
    }
}

func answer(_ object: Object) throws {
    let line = try JSONSerialization.data(withJSONObject: object, options: [.sortedKeys])
    FileHandle.standardOutput.write(line + Data("\n".utf8))
}

var storage: (any BackupStorage)?
while let line = readLine() {
    do {
        guard let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? Object else {
            throw Failure(message: "not an object")
        }
        if let storage {
            try answer(await run(object, storage))
        } else {
            storage = try makeStorage(object)
            try answer([:])
        }
    } catch {
        try answer(["error": "\(error)"])
    }
}
