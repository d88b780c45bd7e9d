package import Encodings
package import Entries
import Sealed

/// How this device was removed from an account, as its service has told.
package struct KnownRemoval: Sendable, Hashable {
    /// What has removed it, by the service's name for that; a newer service may have others than this version knows.
    package let kind: String
    /// When.
    package let at: Instant
    /// The name of the device that did it, which others have chosen; nil where none did, or its name is not told.
    package let by: String?

    /// A removal with its parts; a name is cut to as much as a service lets one have.
    package init(kind: String, at: Instant, by: String?) {
        self.kind = kind
        self.at = at
        self.by = by.map { String(String.UnicodeScalarView($0.unicodeScalars.prefix(Self.longestName))) }
    }

    private static let longestName = 100
}

extension DeviceBoundContents {
    /// Notes that an account no longer knows this device; what was told of that before stays where nothing is told now.
    package mutating func noteRemoval(from id: EntryID, _ removal: KnownRemoval? = nil) {
        removedAtService.insert(id)
        removals[id] = removal ?? removals[id]
    }

    /// Notes that another device has removed this one from an account, which it can take back.
    package mutating func noteSuspension(from id: EntryID, _ removal: KnownRemoval? = nil) {
        suspended.insert(id)
        removals[id] = removal ?? removals[id]
    }

    /// Notes that an account accepts this device.
    package mutating func noteAcceptance(by id: EntryID) {
        suspended.remove(id)
        removedAtService.remove(id)
        removals[id] = nil
    }
}

/// The stored form of ``KnownRemoval``.
enum StoredRemoval {
    static func write(_ removal: KnownRemoval, to writer: inout JSONWriter) throws(ContentsError) {
        try writer.object { writer throws(ContentsError) in
            writer.number("at", removal.at.milliseconds)
            if let by = removal.by { try writer.text("by", by) }
            try writer.text("kind", removal.kind)
        }
    }

    static func read(from reader: inout ContentsReader) throws(ContentsError) -> KnownRemoval {
        var kind: String?
        var at: Instant?
        var by: String?
        try reader.object { reader, name throws(ContentsError) in
            switch name {
            case "at": at = try reader.instant()
            case "by": by = try reader.unlessNull { reader throws(ContentsError) in try reader.text() }
            case "kind": kind = try reader.text()
            default: try reader.skip()
            }
        }
        guard let kind, let at else { throw .damaged }
        return KnownRemoval(kind: kind, at: at, by: by)
    }
}
