import Encodings
import Primitives

extension SecretBytes {
    /// The JSON document that was sealed; `place` names where it stood.
    func document(at place: String) throws(ImportError) -> JSONNode {
        var plain = exposedBytes()
        defer { wipe(&plain) }
        guard let value = JSONValue.document(plain) else { throw .damaged(at: place) }
        return JSONNode(value, at: place)
    }

    /// A secret of the bytes in a range, which must lie within this one.
    func copy(_ range: Range<Int>) -> SecretBytes { SecretBytes(copying: part(range)) }
}

extension JSONNode {
    /// A cost of deriving a key, a number from 1 on.
    func neededCost(_ name: String) throws(ImportError) -> Int {
        let value = try neededInteger(name)
        guard value > 0 else { throw .damaged(at: path + "." + name) }
        guard let cost = Int(exactly: value) else { throw .tooCostly }
        return cost
    }
}

extension Array where Element == UInt8 {
    /// The bytes before the last `count` and those; nil where there are fewer.
    func split(last count: Int) -> (start: [UInt8], end: [UInt8])? {
        guard self.count >= count else { return nil }
        return (Array(dropLast(count)), Array(suffix(count)))
    }

    /// The next `count` bytes, which are taken away; nil where there are fewer.
    mutating func take(_ count: Int) -> [UInt8]? {
        guard self.count >= count else { return nil }
        defer { removeFirst(count) }
        return Array(prefix(count))
    }
}
