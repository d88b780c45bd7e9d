import Foundation
import Primitives
import Sealed

/// JSON to and from wiped bytes; what it says of a failure names no field and no value.
enum JSONBytes {
    static func encode(_ value: some Encodable) throws(ContentsError) -> SecretBytes {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard var data = try? encoder.encode(value) else { throw .tooLarge }
        defer { data.resetBytes(in: data.startIndex..<data.endIndex) }
        return SecretBytes(copying: data)
    }

    static func decode<Value: Decodable>(_: Value.Type, from bytes: SecretBytes) throws(ContentsError) -> Value {
        var plain = bytes.exposedBytes()
        var data = Data(plain)
        wipe(&plain)
        defer { data.resetBytes(in: data.startIndex..<data.endIndex) }
        let decoder = JSONDecoder()
        guard let schema = try? decoder.decode(Schema.self, from: data) else { throw .damaged }
        guard schema.schema == 1 else { throw .unsupportedSchema(Int64(schema.schema)) }
        guard let value = try? decoder.decode(Value.self, from: data) else { throw .damaged }
        return value
    }

    private struct Schema: Decodable {
        let schema: Int
    }
}
