import Encodings
import OutsideText

/// A file as it was given, with what every format asks of it.
package struct ImportFile: Sendable {
    /// The most bytes of a file.
    package static let largest = 16 << 20
    /// The most accounts of a file.
    package static let largestCount = 10_000

    /// The bytes, without a mark of UTF-8 at their start.
    package let bytes: [UInt8]
    /// The whole file as JSON; nil where it is something else.
    let json: JSONNode?
    /// Why a file that begins like JSON is not read as JSON.
    package let isBrokenJSON: Bool

    /// Takes the bytes of a file; throws ``ImportError/tooLarge`` beyond ``largest``.
    package init(_ given: [UInt8]) throws(ImportError) {
        guard given.count <= Self.largest else { throw .tooLarge }
        let bytes = given.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(given[3...]) : given
        self.bytes = bytes
        let first = bytes.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        let looksLikeJSON = first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
        json = looksLikeJSON ? JSONValue.document(bytes).map { JSONNode($0, at: "") } : nil
        isBrokenJSON = looksLikeJSON && json == nil
    }

    /// The lines of a text with their numbers from 1, without those that are blank; nil where it is no text.
    var lines: [TextLine]? { TextLine.all(in: bytes) }

    /// Whether the file begins with these characters.
    func begins(with start: String) -> Bool { bytes.starts(with: start.utf8) }
}
