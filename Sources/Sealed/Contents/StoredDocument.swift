import Encodings
import Entries

/// The members of portable contents as far as they have been read.
struct StoredDocument {
    private var schema: Int64?
    private var entries: [Entry] = []
    private var unreadable: [UnreadableEntry] = []
    private var placed: Int?
    private var tombstones: [EntryID: Stamp]?
    private var settings: Settings?
    private var ordered: Stamp?
    private var clock: Stamp?
    private var revision: UInt64?
    private var hasEntries = false

    mutating func read(_ name: String, from reader: inout ContentsReader) throws(ContentsError) {
        switch name {
        case "schema": schema = try reader.integer()
        case "entries": try readEntries(from: &reader)
        case "placed": placed = try reader.integer()
        case "tombstones": tombstones = try Self.readTombstones(from: &reader)
        case "settings": settings = try StoredSettings.read(from: &reader)
        case "ordered": ordered = try Stamp(text: reader.string())
        case "clock": clock = try Stamp(text: reader.string())
        case "revision": revision = try reader.integer()
        default: try reader.skip()
        }
    }

    private mutating func readEntries(from reader: inout ContentsReader) throws(ContentsError) {
        guard !hasEntries else { throw .damaged }
        hasEntries = true
        var (entries, unreadable) = (entries, unreadable)
        var known: Set<EntryID> = []
        var count = 0
        try reader.array { reader throws(ContentsError) in
            guard count < ContentsLimits.entries else { throw .tooLarge }
            let id: EntryID
            switch try StoredEntry.read(from: &reader, position: count) {
            case .readable(let entry):
                entries.append(entry)
                id = entry.id
            case .unreadable(let entry):
                unreadable.append(entry)
                id = entry.id
            }
            known.insert(id)
            count += 1
        }
        guard known.count == count else { throw .damaged }
        (self.entries, self.unreadable) = (entries, unreadable)
    }

    private static func readTombstones(from reader: inout ContentsReader) throws(ContentsError) -> [EntryID: Stamp] {
        var tombstones: [EntryID: Stamp] = [:]
        try reader.object { reader, id throws(ContentsError) in
            tombstones[try id.identifier()] = try Stamp(text: reader.string())
            guard tombstones.count <= ContentsLimits.tombstones else { throw .tooLarge }
        }
        return tombstones
    }

    func contents() throws(ContentsError) -> PortableContents {
        guard let schema else { throw .damaged }
        guard PortableCoding.schemas.contains(schema) else { throw .unsupportedSchema(schema) }
        guard hasEntries, let tombstones, let settings, let ordered, let clock, let revision else { throw .damaged }
        var contents = PortableContents(device: clock.device)
        contents.entries = entries
        contents.unreadable = unreadable
        contents.placed = min(max(placed ?? contents.entryCount, 0), contents.entryCount)
        contents.tombstones = tombstones
        contents.settings = settings
        contents.ordered = ordered
        contents.clock = clock
        contents.revision = revision
        return contents
    }
}
