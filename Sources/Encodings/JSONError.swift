/// Why bytes are not read as JSON; it names no member and no value.
package enum JSONError: Error, Sendable, Equatable {
    /// They are not JSON, or a value is of another kind than the one asked for.
    case malformed
    /// Values are nested more deeply than any document of ours.
    case tooDeep
}

/// A failure that reading JSON can end in: what reads a document throws its own errors and those of the reader as one.
package protocol JSONFailure: Error {
    /// The failure for what the reader found.
    init(_ error: JSONError)
}

extension JSONError: JSONFailure {
    package init(_ error: JSONError) { self = error }
}
