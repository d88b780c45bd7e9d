import Encodings
package import Primitives

/// The JSON form of portable contents, in the vault and in snapshots.
package enum PortableCoding {
    /// The contents as JSON, an object in UTF-8 with sorted names; beyond the bounds it throws
    /// ``VaultError/tooLarge``.
    package static func encode(_ contents: PortableContents) throws(VaultError) -> SecretBytes {
        guard
            contents.entryCount <= VaultLimits.entries,
            contents.tombstones.count <= VaultLimits.tombstones
        else { throw .tooLarge }
        var writer = JSONWriter(capacity: capacity(for: contents))
        try writer.object { writer throws(VaultError) in try write(contents, to: &writer) }
        return writer.finish()
    }

    /// The contents that the JSON holds; members that the schema does not name are ignored.
    package static func decode(_ json: SecretPart) throws(VaultError) -> PortableContents {
        try decode(json, member: "").contents
    }

    /// The contents, and the value of one member that the schema does not name, as it stands there.
    package static func decode(
        _ json: SecretPart,
        member: String
    ) throws(VaultError) -> (contents: PortableContents, member: SecretBytes?) {
        var plain = json.exposedBytes()
        defer { wipe(&plain) }
        do throws(VaultError) {
            return try read(plain, member: member)
        } catch {
            // Whatever does not follow this schema may follow another one.
            guard let schema = schema(of: plain), schema != 1 else { throw error }
            throw .unsupportedSchema(schema)
        }
    }

    /// No text grows by more than this when it is written, unless it is full of control characters.
    private static func capacity(for contents: PortableContents) -> Int {
        var capacity = 1024 + contents.tombstones.count * 128
        for entry in contents.entries {
            capacity += 640 + 2 * (entry.issuer.utf8.count + entry.account.utf8.count)
            if case .thirdParty(let secret) = entry.content { capacity += secret.secret.count * 2 }
        }
        return contents.unreadable.reduce(capacity) { $0 + $1.json.count + 1 }
    }

    private static func write(_ contents: PortableContents, to writer: inout JSONWriter) throws(VaultError) {
        writer.name("clock")
        writer.string(contents.clock.text)
        writer.name("entries")
        try writer.array { writer throws(VaultError) in try writeEntries(of: contents, to: &writer) }
        writer.name("ordered")
        writer.string(contents.ordered.text)
        if contents.placed < contents.entryCount {
            writer.name("placed")
            writer.integer(contents.placed)
        }
        writer.name("revision")
        writer.integer(contents.revision)
        writer.name("schema")
        writer.integer(1)
        writer.name("settings")
        try StoredSettings.write(contents.settings, to: &writer)
        writer.name("tombstones")
        writer.object { writer in
            for (id, stamp) in contents.tombstones.sorted(by: { $0.key < $1.key }) {
                writer.name(id.rawValue)
                writer.string(stamp.text)
            }
        }
    }

    private static func writeEntries(
        of contents: PortableContents,
        to writer: inout JSONWriter
    ) throws(VaultError) {
        var unreadable = contents.unreadable.sorted { $0.position < $1.position }[...]
        var position = 0
        for entry in contents.entries {
            while let opaque = unreadable.first, opaque.position <= position {
                writer.element()
                writer.raw(opaque.json)
                unreadable.removeFirst()
                position += 1
            }
            writer.element()
            try StoredEntry.write(entry, to: &writer)
            position += 1
        }
        for opaque in unreadable {
            writer.element()
            writer.raw(opaque.json)
        }
    }

    private static func read(
        _ plain: [UInt8],
        member: String
    ) throws(VaultError) -> (PortableContents, SecretBytes?) {
        var reader = VaultJSONReader(plain)
        var document = StoredDocument()
        var found: SecretBytes?
        try reader.object { reader, name throws(VaultError) in
            guard name == member else { return try document.read(name, from: &reader) }
            found = SecretBytes(copying: Array(plain[try reader.skip()]))
        }
        try reader.finish()
        return (try document.contents(), found)
    }

    private static func schema(of plain: [UInt8]) -> Int? {
        var reader = VaultJSONReader(plain)
        var schema: Int?
        try? reader.object { reader, name throws(VaultError) in
            if name == "schema" { schema = try reader.integer() } else { try reader.skip() }
        }
        return schema
    }
}

/// The members of portable contents as far as they have been read.
private struct StoredDocument {
    private var schema: Int?
    private var entries: [Entry] = []
    private var unreadable: [UnreadableEntry] = []
    private var placed: Int?
    private var tombstones: [EntryID: Stamp]?
    private var settings: Settings?
    private var ordered: Stamp?
    private var clock: Stamp?
    private var revision: UInt64?
    private var hasEntries = false

    mutating func read(_ name: String, from reader: inout VaultJSONReader) throws(VaultError) {
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

    private mutating func readEntries(from reader: inout VaultJSONReader) throws(VaultError) {
        guard !hasEntries else { throw .damaged }
        hasEntries = true
        var (entries, unreadable) = (entries, unreadable)
        var known: Set<EntryID> = []
        var count = 0
        try reader.array { reader throws(VaultError) in
            guard count < VaultLimits.entries else { throw .tooLarge }
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

    private static func readTombstones(from reader: inout VaultJSONReader) throws(VaultError) -> [EntryID: Stamp] {
        var tombstones: [EntryID: Stamp] = [:]
        try reader.object { reader, id throws(VaultError) in
            tombstones[try id.identifier()] = try Stamp(text: reader.string())
            guard tombstones.count <= VaultLimits.tombstones else { throw .tooLarge }
        }
        return tombstones
    }

    func contents() throws(VaultError) -> PortableContents {
        guard let schema else { throw .damaged }
        guard schema == 1 else { throw .unsupportedSchema(schema) }
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

/// The stored form of ``Settings``.
private enum StoredSettings {
    static func write(_ settings: Settings, to writer: inout JSONWriter) throws(VaultError) {
        let language = try settings.language?.bounded()
        writer.object { writer in
            writer.name("hidesCodes")
            writer.boolean(settings.hidesCodes)
            if let language {
                writer.name("language")
                writer.string(language)
            }
            if let modified = settings.modified {
                writer.name("modified")
                writer.string(modified.text)
            }
        }
    }

    static func read(from reader: inout VaultJSONReader) throws(VaultError) -> Settings {
        var settings = Settings()
        var hidesCodes: Bool?
        try reader.object { reader, name throws(VaultError) in
            switch name {
            case "language": settings.language = try reader.optionalString()?.bounded()
            case "hidesCodes": hidesCodes = try reader.boolean()
            case "modified":
                if let text = try reader.optionalString() { settings.modified = try Stamp(text: text) }
            default: try reader.skip()
            }
        }
        guard let hidesCodes else { throw .damaged }
        settings.hidesCodes = hidesCodes
        return settings
    }
}
