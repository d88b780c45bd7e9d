import Encodings
import Entries

/// The stored form of ``Settings``.
enum StoredSettings {
    static func write(_ settings: Settings, to writer: inout JSONWriter) throws(ContentsError) {
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

    static func read(from reader: inout ContentsReader) throws(ContentsError) -> Settings {
        var settings = Settings()
        var hidesCodes: Bool?
        try reader.object { reader, name throws(ContentsError) in
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
