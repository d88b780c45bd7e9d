import Encodings

/// A value of a JSON document whose shape another app decides.
indirect enum JSONValue {
    case object([(name: String, value: JSONValue)])
    case array([JSONValue])
    case string(String)
    /// A number as it was written.
    case number([UInt8])
    case boolean(Bool)
    case null

    // Fifty members for each of the most accounts, and more.
    private static let countLimit = 1 << 20

    /// Reads a whole document; nil for what is no JSON, has an object with one name twice, or absurdly many values.
    static func document(_ bytes: [UInt8]) -> JSONValue? {
        var reader = JSONReader<JSONError>(bytes)
        var count = 0
        guard let value = try? read(&reader, &count), (try? reader.finish()) != nil else { return nil }
        return value
    }

    private static func read(_ reader: inout JSONReader<JSONError>, _ count: inout Int) throws(JSONError) -> JSONValue {
        count += 1
        guard count <= countLimit else { throw .malformed }
        switch try reader.peek() {
        case UInt8(ascii: "{"): return .object(try members(&reader, &count))
        case UInt8(ascii: "["):
            var elements: [JSONValue] = []
            try reader.array { reader throws(JSONError) in elements.append(try read(&reader, &count)) }
            return .array(elements)
        case UInt8(ascii: "\""): return .string(try reader.string())
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return .boolean(try reader.boolean())
        case UInt8(ascii: "n"):
            try reader.skip()
            return .null
        default: return .number(Array(reader.bytes[try reader.skip()]))
        }
    }

    // Which of two values of one name another app means, nobody can tell.
    private static func members(
        _ reader: inout JSONReader<JSONError>,
        _ count: inout Int
    ) throws(JSONError) -> [(name: String, value: JSONValue)] {
        var members: [(name: String, value: JSONValue)] = []
        var names: Set<[UInt8]> = []
        try reader.object { reader, name throws(JSONError) in
            guard names.insert(Array(name.utf8)).inserted else { throw .malformed }
            members.append((name, try read(&reader, &count)))
        }
        return members
    }
}
