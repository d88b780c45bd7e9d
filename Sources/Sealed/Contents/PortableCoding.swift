import Encodings
package import Entries
package import Primitives

/// The JSON form of portable contents, in the vault and in snapshots.
package enum PortableCoding {
    /// The schemas that this version of the app reads.
    static let schemas: ClosedRange<Int64> = 1...2

    /// The contents as JSON, an object in UTF-8 with sorted names, behind which those stand that an entry carries along;
    /// beyond the bounds it throws ``ContentsError/tooLarge``.
    package static func encode(_ contents: PortableContents) throws(ContentsError) -> SecretBytes {
        guard
            contents.entryCount <= ContentsLimits.entries,
            contents.tombstones.count <= ContentsLimits.tombstones
        else { throw .tooLarge }
        var writer = JSONWriter(capacity: capacity(for: contents))
        try writer.object { writer throws(ContentsError) in try write(contents, to: &writer) }
        return writer.finish()
    }

    /// The contents that the JSON holds; members that no schema names are carried along in entries, and ignored elsewhere.
    package static func decode(_ json: SecretPart) throws(ContentsError) -> PortableContents {
        try decode(json, member: "").contents
    }

    /// The contents, and the value of one member that the schema does not name, as it stands there.
    package static func decode(
        _ json: SecretPart,
        member: String
    ) throws(ContentsError) -> (contents: PortableContents, member: SecretBytes?) {
        var plain = json.exposedBytes()
        defer { wipe(&plain) }
        do throws(ContentsError) {
            return try read(plain, member: member)
        } catch {
            // Whatever does not follow this schema may follow another one.
            guard let schema = schema(of: plain), !schemas.contains(schema) else { throw error }
            throw .unsupportedSchema(schema)
        }
    }

    /// No text grows by more than this when it is written, unless it is full of control characters.
    private static func capacity(for contents: PortableContents) -> Int {
        var capacity = 1024 + contents.tombstones.count * 128
        for entry in contents.entries {
            capacity += 640 + 2 * (entry.issuer.utf8.count + entry.account.utf8.count)
            capacity += StoredDetails.capacity(for: entry)
            if case .thirdParty(let secret) = entry.content { capacity += secret.secret.count * 2 }
        }
        return contents.unreadable.reduce(capacity) { $0 + $1.json.count + 1 }
    }

    private static func write(_ contents: PortableContents, to writer: inout JSONWriter) throws(ContentsError) {
        writer.name("clock")
        writer.string(contents.clock.text)
        writer.name("entries")
        try writer.array { writer throws(ContentsError) in try writeEntries(of: contents, to: &writer) }
        writer.name("ordered")
        writer.string(contents.ordered.text)
        if contents.placed < contents.entryCount {
            writer.name("placed")
            writer.integer(contents.placed)
        }
        writer.name("revision")
        writer.integer(contents.revision)
        writer.name("schema")
        // An older version of the app reads the first schema alone.
        writer.integer(contents.entries.contains { $0.needsSecondSchema } ? 2 : 1)
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
    ) throws(ContentsError) {
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
    ) throws(ContentsError) -> (PortableContents, SecretBytes?) {
        var reader = ContentsReader(plain)
        var document = StoredDocument()
        var found: SecretBytes?
        try reader.object { reader, name throws(ContentsError) in
            guard name == member else { return try document.read(name, from: &reader) }
            found = SecretBytes(copying: Array(plain[try reader.skip()]))
        }
        try reader.finish()
        return (try document.contents(), found)
    }

    private static func schema(of plain: [UInt8]) -> Int64? {
        var reader = ContentsReader(plain)
        var schema: Int64?
        try? reader.object { reader, name throws(ContentsError) in
            if name == "schema" { schema = try reader.integer() } else { try reader.skip() }
        }
        return schema
    }
}
