import Encodings
import Foundation
import OneTimePassword
import OutsideText
import Primitives

/// The bounds of what is stored, checked when writing and when reading.
package enum VaultLimits {
    /// The greatest number of entries.
    package static let entries = 20_000
    /// The greatest number of removed entries that are remembered.
    package static let tombstones = 100_000
    /// The greatest length of a text or secret, in bytes of its stored form.
    package static let text = 4096
}

/// JSON to and from wiped bytes; what it says of a failure names no field and no value.
enum JSONBytes {
    static func encode(_ value: some Encodable) throws(VaultError) -> SecretBytes {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard var data = try? encoder.encode(value) else { throw .tooLarge }
        defer { data.resetBytes(in: data.startIndex..<data.endIndex) }
        return SecretBytes(copying: data)
    }

    static func decode<Value: Decodable>(_: Value.Type, from bytes: SecretBytes) throws(VaultError) -> Value {
        var plain = bytes.exposedBytes()
        var data = Data(plain)
        wipe(&plain)
        defer { data.resetBytes(in: data.startIndex..<data.endIndex) }
        let decoder = JSONDecoder()
        guard let schema = try? decoder.decode(Schema.self, from: data) else { throw .damaged }
        guard schema.schema == 1 else { throw .unsupportedSchema(schema.schema) }
        guard let value = try? decoder.decode(Value.self, from: data) else { throw .damaged }
        return value
    }

    private struct Schema: Decodable {
        let schema: Int
    }
}

extension String {
    /// The text itself, if it is within the bounds.
    func bounded() throws(VaultError) -> String {
        guard utf8.count <= VaultLimits.text else { throw .tooLarge }
        return self
    }

    /// The identifier that the text is.
    func identifier<ID: RandomIdentifier>(_: ID.Type = ID.self) throws(VaultError) -> ID {
        guard let id = ID(checking: self) else { throw .damaged }
        return id
    }

    /// The bytes of a Base32 text.
    func secretBytes() throws(VaultError) -> SecretBytes {
        guard let decoded = try? Base32.decode(bounded()), decoded.isRegular else { throw .damaged }
        var bytes = decoded.bytes
        return SecretBytes(wiping: &bytes)
    }

    /// The Base32 text of a secret.
    init(base32 secret: some ByteSource) throws(VaultError) {
        var bytes = SecretBytes(copying: secret).exposedBytes()
        defer { wipe(&bytes) }
        self = try Base32.encode(bytes).bounded()
    }
}

extension Stamp {
    /// `time.counter.device`, the form in which stamps are stored.
    var text: String { "\(time).\(counter).\(device.rawValue)" }

    /// A stamp as it was stored.
    init(text: String) throws(VaultError) {
        let parts = text.pieces(at: ".", keepingEmpty: true)
        guard parts.count == 3, let time = Int64(parts[0]), let counter = UInt32(parts[1]) else { throw .damaged }
        self.init(time: time, counter: counter, device: try String(parts[2]).identifier())
    }
}

extension Arrival {
    /// `time.counter`, the form in which arrivals are stored.
    var text: String { "\(time).\(counter)" }

    /// An arrival as it was stored.
    init(text: String) throws(VaultError) {
        let parts = text.pieces(at: ".", keepingEmpty: true)
        guard parts.count == 2, let time = Int64(parts[0]), let counter = UInt32(parts[1]) else { throw .damaged }
        self.init(time: time, counter: counter)
    }
}

/// The stored form of ``OneTimeSecret``.
struct StoredOneTimeSecret: Codable {
    private let type: OTPParameters.Kind
    private let algorithm: HashAlgorithm
    private let digits: Int
    private let period: Int
    private let counter: UInt64
    private let secret: String

    init(_ value: OneTimeSecret) throws(VaultError) {
        type = value.parameters.kind
        algorithm = value.parameters.algorithm
        digits = value.parameters.digits
        period = value.parameters.period
        counter = value.parameters.counter
        secret = try String(base32: value.secret)
    }

    func value() throws(VaultError) -> OneTimeSecret {
        let parameters = try? OTPParameters(
            kind: type,
            algorithm: algorithm,
            digits: digits,
            period: period,
            counter: counter
        )
        guard let parameters else { throw .damaged }
        return OneTimeSecret(secret: try secret.secretBytes(), parameters: parameters)
    }
}
