// Sealed is every byte format of the device's secrets and nothing else: the vault's file with keyslots, sections and note,
// the portable contents in JSON, the snapshot, the wrapped key, the head. docs/formats/ describes each byte.
// It may not touch files, the network or a clock, and knows device-bound contents only as bytes. It is portable.

/// The bounds of what a vault or a snapshot holds, checked when writing and when reading.
package enum ContentsLimits {
    /// The greatest number of entries.
    package static let entries = 20_000
    /// The greatest number of removed entries that are remembered.
    package static let tombstones = 100_000
    /// The greatest length of a text or secret, in bytes of its stored form.
    package static let text = 4096
}

/// Why contents were not written or read.
package enum ContentsError: Error, Sendable, Equatable {
    /// They do not follow their form.
    case damaged
    /// They follow a schema that this version of the app does not know.
    case unsupportedSchema(Int64)
    /// They exceed what a vault or a snapshot may hold.
    case tooLarge
}
