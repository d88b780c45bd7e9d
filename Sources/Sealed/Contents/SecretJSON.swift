package import Encodings
package import Primitives

/// Reads the JSON of a vault or snapshot.
package typealias ContentsReader = JSONReader<ContentsError>

extension ContentsError: JSONFailure {
    /// Whatever is no JSON is damaged.
    package init(_: JSONError) { self = .damaged }
}

extension JSONWriter {
    /// What was written; the buffer is wiped.
    package mutating func finish() -> SecretBytes {
        var bytes = take()
        return SecretBytes(wiping: &bytes)
    }

    /// Writes a value that is JSON already.
    mutating func raw(_ json: SecretBytes) {
        var copy = json.exposedBytes()
        raw(copy)
        wipe(&copy)
    }
}
