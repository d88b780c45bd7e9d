import Encodings
import Entries
import OneTimePassword
import Primitives

/// The stored form of an entry.
enum StoredEntry {
    /// What an element of the entries is.
    enum Element {
        case readable(Entry)
        /// Its kind is not known to this version of the app.
        case unreadable(UnreadableEntry)
    }

    static func write(_ entry: Entry, to writer: inout JSONWriter) throws(ContentsError) {
        try writer.object { writer throws(ContentsError) in
            func text(_ name: String, _ value: String) throws(ContentsError) {
                writer.name(name)
                writer.string(try value.bounded())
            }
            try text("account", entry.account)
            if let added = entry.added { try text("added", added.text) }
            if case .personal(let personal) = entry.content, personal.approves {
                writer.name("approves")
                writer.boolean(true)
            }
            if let copyOf = entry.copyOf { try text("copyOf", copyOf.rawValue) }
            StoredDetails.writeFirst(entry.details, to: &writer)
            try text("id", entry.id.rawValue)
            try text("issuer", entry.issuer)
            try text("kind", entry.kind.rawValue)
            if case .work(let work) = entry.content { try text("member", work.member) }
            try text("modified", entry.modified.text)
            StoredDetails.writeNote(entry.details, to: &writer)
            switch entry.content {
            case .thirdParty(let secret):
                writer.name("otp")
                try StoredOTP.write(secret, to: &writer)
            case .personal(let personal): try text("service", personal.service)
            case .work(let work):
                try text("organization", work.organization)
                try text("service", work.service)
            }
            StoredDetails.writeTags(entry.details, to: &writer)
            if case .personal(let personal) = entry.content { try text("username", personal.username) }
            entry.writeCarried(to: &writer)
        }
    }

    /// Reads one element of the entries; `position` is its place among them.
    static func read(from reader: inout ContentsReader, position: Int) throws(ContentsError) -> Element {
        var texts = KnownMembers<String>(capacity: 8)
        var otp: StoredOTP?
        var approves = false
        var details = StoredDetails()
        _ = try reader.peek()
        let start = reader.position
        try reader.object { reader, name throws(ContentsError) in
            switch name {
            case "id", "issuer", "account", "modified", "added", "copyOf", "kind", "service", "username",
                "organization", "member":
                texts[name] = try reader.optionalString()
            case "approves" where try "tf".utf8.contains(reader.peek()): approves = try reader.boolean()
            case "otp" where try reader.peek() == UInt8(ascii: "{"): otp = try StoredOTP(from: &reader)
            case "approves", "otp": try reader.skip()
            case "described", "favourite", "note", "tags": try details.read(name, from: &reader)
            case "icon": try details.readIcon(from: &reader)
            default: try details.carry(name, reader.skip(), of: reader.bytes)
            }
        }
        func text(_ name: String) throws(ContentsError) -> String {
            guard let text = texts[name] else { throw .damaged }
            return try text.bounded()
        }
        let id: EntryID = try text("id").identifier()
        let modified = try Stamp(text: text("modified"))
        let kind = try text("kind")
        guard let content = try content(kind, text, otp, approves) else {
            return .unreadable(
                UnreadableEntry(
                    id: id,
                    modified: modified,
                    kind: kind,
                    issuer: texts["issuer"] ?? "",
                    account: texts["account"] ?? "",
                    json: SecretBytes(copying: Array(reader.bytes[start..<reader.position])),
                    position: position
                )
            )
        }
        var entry = Entry(
            id: id,
            issuer: try text("issuer"),
            account: try text("account"),
            content: content,
            modified: modified,
            details: try details.value(),
            carried: details.carried
        )
        if let added = texts["added"] { entry.added = try Arrival(text: added) }
        if let copyOf = texts["copyOf"] { entry.copyOf = try copyOf.identifier(EntryID.self) }
        return .readable(entry)
    }

    /// Nil where only a newer version of the app knows how to read it.
    private static func content(
        _ kind: String,
        _ text: (String) throws(ContentsError) -> String,
        _ otp: StoredOTP?,
        _ approves: Bool
    ) throws(ContentsError) -> Entry.Content? {
        switch Entry.Kind(rawValue: kind) {
        case .thirdParty:
            guard let otp else { throw .damaged }
            return try otp.value().map { .thirdParty($0) }
        case .personal:
            return .personal(
                PersonalAccount(service: try text("service"), username: try text("username"), approves: approves)
            )
        case .work:
            return .work(
                WorkAccount(
                    service: try text("service"),
                    organization: try text("organization"),
                    member: try text("member")
                )
            )
        case nil:
            return nil
        }
    }
}
