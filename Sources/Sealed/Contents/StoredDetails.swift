import Encodings
import Entries
import Primitives

/// The members of an entry that say what its person says of it, as far as they have been read; since schema 2.
struct StoredDetails {
    private var tags: [String] = []
    private var note = ""
    private var isFavourite = false
    private var icon: EntryIcon?
    private var changed: Stamp?
    /// The members that only a newer version of the app knows.
    private(set) var carried: [CarriedMember] = []

    /// Carries a member along, whose value stands at a place in the bytes that are read.
    mutating func carry(_ name: String, _ value: Range<Int>, of bytes: [UInt8]) throws(ContentsError) {
        carried.append(CarriedMember(name: try name.bounded(), json: SecretBytes(copying: Array(bytes[value]))))
    }

    /// Reads one of the members `described`, `favourite`, `note` and `tags`; null stands for one that is missing.
    mutating func read(_ name: String, from reader: inout ContentsReader) throws(ContentsError) {
        if try reader.peek() == UInt8(ascii: "n") {
            try reader.skip()
            return
        }
        switch name {
        case "described": changed = try Stamp(text: reader.string())
        case "favourite": isFavourite = try reader.boolean()
        case "note": note = try reader.string().bounded()
        default: tags = try Self.tags(from: &reader)
        }
    }

    private static func tags(from reader: inout ContentsReader) throws(ContentsError) -> [String] {
        var tags: [String] = []
        try reader.array { reader throws(ContentsError) in
            guard tags.count < EntryDetails.tagCount else { throw .tooLarge }
            tags.append(try reader.string())
        }
        return tags
    }

    /// Reads the member `icon`; one of a form that only a newer version of the app knows is carried along.
    mutating func readIcon(from reader: inout ContentsReader) throws(ContentsError) {
        let first = try reader.peek()
        let start = reader.position
        if first == UInt8(ascii: "{") {
            icon = try Self.icon(from: &reader)
        } else {
            try reader.skip()
        }
        guard icon == nil, first != UInt8(ascii: "n") else { return }
        try carry("icon", start..<reader.position, of: reader.bytes)
    }

    /// Nil for a form that this version does not know.
    private static func icon(from reader: inout ContentsReader) throws(ContentsError) -> EntryIcon? {
        var name: String?
        var picture: String?
        try reader.object { reader, member throws(ContentsError) in
            switch member {
            case "name": name = try reader.optionalString()
            case "picture": picture = try reader.optionalString()
            default: try reader.skip()
            }
        }
        if let name { return (try? EntryIcon.Name(name)).map { .bundled($0) } }
        guard let picture else { return nil }
        guard picture.utf8.count <= 2 * EntryIcon.pictureSize else { throw .tooLarge }
        return Base64.decode(picture).flatMap { try? EntryIcon.Picture($0) }.map { .picture($0) }
    }

    /// What was read; beyond the bounds it throws ``ContentsError/tooLarge``.
    func value() throws(ContentsError) -> EntryDetails {
        do throws(DetailsError) {
            return try EntryDetails(tags: tags, note: note, isFavourite: isFavourite, icon: icon, changed: changed)
        } catch {
            throw .tooLarge
        }
    }

    /// Writes the members that stand behind `copyOf`.
    static func writeFirst(_ details: EntryDetails, to writer: inout JSONWriter) {
        if let changed = details.changed {
            writer.name("described")
            writer.string(changed.text)
        }
        if details.isFavourite {
            writer.name("favourite")
            writer.boolean(true)
        }
        guard let icon = details.icon else { return }
        writer.name("icon")
        writer.object { writer in
            switch icon {
            case .bundled(let name):
                writer.name("name")
                writer.string(name.text)
            case .picture(let picture):
                writer.name("picture")
                writer.string(Base64.encode(picture.bytes))
            }
        }
    }

    /// Writes the member that stands behind `modified`.
    static func writeNote(_ details: EntryDetails, to writer: inout JSONWriter) {
        guard !details.note.isEmpty else { return }
        writer.name("note")
        writer.string(details.note)
    }

    /// Writes the member that stands behind `service`.
    static func writeTags(_ details: EntryDetails, to writer: inout JSONWriter) {
        guard !details.tags.isEmpty else { return }
        writer.name("tags")
        writer.array { writer in
            for tag in details.tags {
                writer.element()
                writer.string(tag)
            }
        }
    }

    /// No text grows by more than this when it is written, unless it is full of control characters.
    static func capacity(for entry: Entry) -> Int {
        let details = entry.details
        var capacity = 2 * details.note.utf8.count + 2 * (details.icon?.size ?? 0)
        if details.changed != nil { capacity += 192 }
        for tag in details.tags { capacity += 2 * tag.utf8.count + 3 }
        for member in entry.carried { capacity += 2 * member.name.utf8.count + member.json.count + 4 }
        return capacity
    }
}

extension Entry {
    /// Whether the first schema has no place for what the entry has.
    var needsSecondSchema: Bool { details.changed != nil || !details.isEmpty || !carried.isEmpty }

    /// Writes what only a newer version of the app knows, unless this one has put something in its place.
    func writeCarried(to writer: inout JSONWriter) {
        for member in carried where details.icon == nil || !member.isIcon {
            writer.name(member.name)
            writer.raw(member.json)
        }
    }
}

extension CarriedMember {
    /// Whether it is an icon of another form than this version knows.
    fileprivate var isIcon: Bool { name == "icon" }  // ours: a known name
}
