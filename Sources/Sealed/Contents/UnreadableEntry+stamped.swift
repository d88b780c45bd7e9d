import Encodings
package import Entries
import Primitives

extension UnreadableEntry {
    /// The same entry as of another time: nothing else in the stored object changes.
    package func stamped(_ stamp: Stamp) -> UnreadableEntry {
        var bytes = json.exposedBytes()
        defer { wipe(&bytes) }
        guard let place = Self.placeOfStamp(in: bytes) else { return self }
        return UnreadableEntry(
            id: id,
            modified: stamp,
            kind: kind,
            issuer: issuer,
            account: account,
            json: SecretBytes(
                concatenating: bytes[..<place.lowerBound],
                Array("\"\(stamp.text)\"".utf8),
                bytes[place.upperBound...]
            ),
            position: position
        )
    }

    private static func placeOfStamp(in bytes: [UInt8]) -> Range<Int>? {
        var reader = ContentsReader(bytes)
        var place: Range<Int>?
        try? reader.object { reader, name throws(ContentsError) in
            let value = try reader.skip()
            if name == "modified" { place = value }
        }
        return place
    }
}
