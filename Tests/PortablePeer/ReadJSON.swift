import Encodings

/// Everything that is read of a JSON document, in its order.
enum ReadJSON {
    static func answer(_ bytes: [UInt8]) -> String {
        var text = ""
        var reader = JSONReader<JSONError>(bytes)
        do throws(JSONError) {
            try value(of: &reader, into: &text)
            try reader.finish()
            return text
        } catch {
            return text + (error == .tooDeep ? "!deep" : "!malformed")
        }
    }

    private static func value(of reader: inout JSONReader<JSONError>, into text: inout String) throws(JSONError) {
        switch try reader.peek() {
        case UInt8(ascii: "{"):
            text += "{"
            var found = text
            try reader.object { reader, name throws(JSONError) in
                found += "\(name):"
                try value(of: &reader, into: &found)
            }
            text = found + "}"
        case UInt8(ascii: "["):
            text += "["
            var found = text
            try reader.array { reader throws(JSONError) in
                try value(of: &reader, into: &found)
            }
            text = found + "]"
        case UInt8(ascii: "\""): text += "\"\(try reader.string())\";"
        case UInt8(ascii: "t"), UInt8(ascii: "f"): text += try reader.boolean() ? "true;" : "false;"
        case UInt8(ascii: "n"):
            _ = try reader.optionalString()
            text += "null;"
        default:
            text += whole(reader, Int32.self) + whole(reader, UInt32.self) + whole(reader, Int64.self)
            text += whole(reader, UInt64.self)
            let range = try reader.skip()
            text += "\(range.lowerBound)-\(range.upperBound);"
        }
    }

    private static func whole<Number: FixedWidthInteger>(
        _ reader: JSONReader<JSONError>,
        _ type: Number.Type
    ) -> String {
        var reader = reader
        guard let number = try? reader.integer(type) else { return "-," }
        return "\(number),"
    }
}
