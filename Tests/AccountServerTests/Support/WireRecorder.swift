import AccountAPI
import Encodings
import Foundation
import Primitives

/// What the objects of the wire are made of: each type reads itself from nothing here, and is watched as it asks for its
/// members; then it writes what it has read.
///
/// Names and types are the words of docs/protocols/account-api.md. That wire types are `Codable` is known here alone.
final class WireRecorder {
    /// The names of an object's members, each with its type, such as `time, optional`.
    typealias Members = [String: String]

    /// The objects that were met inside others.
    private(set) var objects: [String: Members] = [:]
    /// The strings with fixed values that were met.
    private(set) var values: [String: Set<String>] = [:]

    /// The members of an object.
    func members<Value: Decodable>(of type: Value.Type) throws -> Members {
        try read(type).members
    }

    private func read<Value: Decodable>(_ type: Value.Type) throws -> (members: Members, value: Value) {
        let notes = WireNotes()
        let choices = type == SigningDevice.self ? Self.choices : [nil]
        var value: Value?
        for choice in choices {
            value = try Value(from: Reading(recorder: self, notes: notes, choice: choice))
        }
        guard let value else { throw UnknownWireType(type: "\(type)") }
        var members = notes.members
        // What is written and never read, as by a device that does not need it; and what is read and never written.
        guard choices == [nil], let writing = value as? any Encodable else { return (members, value) }
        let written = try JSONSerialization.jsonObject(with: JSONEncoder().encode(writing)) as? [String: Any] ?? [:]
        for (name, value) in written where members[name] == nil {
            members[name] = value is String ? "string" : "number"
        }
        for name in members.keys where written[name] == nil { members[name] = "never written" }
        return (members, value)
    }

    /// The type of a member, and a value of it.
    fileprivate func describe<Value: Decodable>(_ type: Value.Type, _ name: String) throws -> (String, Value) {
        let (word, found): (String, Any)
        switch type {
        case is Bool.Type: (word, found) = ("boolean", true)
        case is String.Type: (word, found) = ("string", "text")
        // All that has 64 bits and a sign is a time, but for this one.
        case is Int64.Type: (word, found) = (name == "counter" ? "number" : "time", Int64(1))
        case let type as any FixedWidthInteger.Type: (word, found) = ("number", type.zero)
        case is Bytes.Type: (word, found) = ("bytes", Bytes([1]))
        case let type as any WireIdentifier.Type: (word, found) = ("identifier", type.random())
        case let type as any WireList.Type: (word, found) = ("list of \(try type.element(name, self))", type.empty)
        case let type as any (CaseIterable & RawRepresentable).Type: (word, found) = fixed(type)
        default:
            let object = try read(type)
            word = Self.name(of: type)
            found = object.value
            objects[word] = object.members
        }
        guard let value = found as? Value else { throw UnknownWireType(type: "\(type)") }
        return (word, value)
    }

    /// Notes the values of a string.
    private func fixed<Value: CaseIterable & RawRepresentable>(_ type: Value.Type) -> (String, Any) {
        let word = Self.name(of: type)
        values[word] = Set(type.allCases.compactMap { $0.rawValue as? String })
        return (word, type.allCases.first as Any)
    }

    /// What the document calls a type: the last part of its name, unless two types have it.
    static func name(of type: Any.Type) -> String {
        let parts = String(reflecting: type).split(separator: ".").dropFirst().map(String.init)
        switch parts {
        case ["FinishDeviceApproval", "State"]: return "ApprovalState"
        case ["DeviceRemoval", "Kind"]: return "RemovalKind"
        default: return (parts.first == "ExportAccount" ? "Exported" : "") + (parts.last ?? "")
        }
    }

    /// The ways in which a device can sign in, one of which its object has: a new case belongs here, and into the document.
    private static let choices: [String?] = [SigningDevice.new(name: ""), .known(.random())].map { device in
        switch device {
        case .new: "new"
        case .known: "known"
        }
    }
}

/// A type of which nobody has said what it is on the wire.
struct UnknownWireType: Error {
    let type: String
}

/// What an object has asked for.
private final class WireNotes {
    private var types: [String: String] = [:]
    private var optional: Set<String> = []

    var members: WireRecorder.Members {
        types.reduce(into: [:]) { $0[$1.key] = $1.value + (optional.contains($1.key) ? ", optional" : "") }
    }

    func note(_ name: String, _ type: String) { types[name] = type }
    func noteOptional(_ name: String) { optional.insert(name) }
}

/// Has an object read itself.
private struct Reading: Decoder {
    let recorder: WireRecorder
    let notes: WireNotes
    /// The one member that there seems to be, for a type that asks which there are.
    let choice: String?

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(ReadingMembers(reading: self, prefix: ""))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer { throw UnknownWireType(type: "a list") }
    func singleValueContainer() throws -> any SingleValueDecodingContainer { throw UnknownWireType(type: "a value") }
}

private struct ReadingMembers<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let reading: Reading
    let prefix: String

    var codingPath: [any CodingKey] { [] }
    var allKeys: [Key] { reading.choice.flatMap { Key(stringValue: $0) }.map { [$0] } ?? [] }

    func contains(_ key: Key) -> Bool { true }

    /// Asked of members alone that may be absent.
    func decodeNil(forKey key: Key) -> Bool {
        reading.notes.noteOptional(prefix + key.stringValue)
        return false
    }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        let (word, value) = try reading.recorder.describe(type, key.stringValue)
        reading.notes.note(prefix + key.stringValue, word)
        return value
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type,
        forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        KeyedDecodingContainer(ReadingMembers<Nested>(reading: reading, prefix: "\(prefix)\(key.stringValue)."))
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try reading.unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder { reading }
    func superDecoder(forKey key: Key) throws -> any Decoder { reading }
}

/// An identifier of whatever it names.
private protocol WireIdentifier {
    static func random() -> Self
}

extension Identifier: WireIdentifier {}

/// A list of whatever it holds.
private protocol WireList {
    static var empty: Self { get }
    static func element(_ name: String, _ recorder: WireRecorder) throws -> String
}

extension Array: WireList where Element: Decodable {
    fileprivate static var empty: [Element] { [] }

    fileprivate static func element(_ name: String, _ recorder: WireRecorder) throws -> String {
        try recorder.describe(Element.self, name).0
    }
}
