import Encodings
import OutsideText
import Primitives

extension ImportFormat {
    /// Ente Auth: a text with an address a line that holds what is shown beside it, or JSON that seals such a text.
    static let ente = ImportFormat(
        name: "ente",
        title: "Ente Auth",
        kinds: ["txt"],
        password: .sometimes,
        recognises: { file in
            if let json = file.json { return json.has("kdfParams") && json.has("encryptedData") }
            return file.lines?.contains { Ente.display(in: Ente.unquoted($0.text)) != nil } ?? false
        },
        read: { file, opening throws(ImportError) in
            guard let lines = try Ente.lines(of: file, opening), !lines.isEmpty else { throw .damaged(at: "") }
            var reading = ImportReading()
            for line in lines {
                reading.add(.line(line.number)) { () throws(LeftOutReason) in
                    try Ente.entry(Ente.unquoted(line.text))
                }
            }
            return reading
        }
    )
}

private enum Ente {
    static func lines(of file: ImportFile, _ opening: ImportOpening) throws(ImportError) -> [TextLine]? {
        guard !file.isBrokenJSON else { return nil }
        guard let json = file.json else { return file.lines }
        guard try json.neededInteger("version") == 1 else { throw .unknownVersion(ImportFormat.version(of: json)) }
        guard let parameters = json["kdfParams"] else { throw .damaged(at: "kdfParams") }
        let memory = try parameters.neededCost("memLimit")
        let iterations = try parameters.neededCost("opsLimit")
        let key = try opening.ciphers.argon2id(
            password: opening.neededPassword(),
            salt: try parameters.neededBase64("salt"),
            memoryKiB: memory / 1024,
            iterations: iterations,
            lanes: 1,
            count: 32
        )
        let plain = SecretStream.openOnly(
            try json.neededBase64("encryptedData"),
            key: key,
            header: try json.neededBase64("encryptionNonce")
        )
        guard let plain else { throw .wrongPassword }
        var text = plain.exposedBytes()
        defer { wipe(&text) }
        return TextLine.all(in: text)
    }

    static func entry(_ text: String) throws(LeftOutReason) -> ForeignEntry {
        var entry = try ForeignEntry(address: text)
        guard let display = display(in: text) else { return entry }
        guard !(display["trashed"]?.isTrue ?? false) else { throw .inTrash }
        entry.tags = (display["tags"]?.elements ?? []).compactMap { $0.text }
        entry.note = display.text("note") ?? ""
        entry.isFavourite = display["pinned"]?.isTrue ?? false
        return entry
    }

    /// A line of which a JSON text was made, read as what it stands for.
    static func unquoted(_ text: String) -> String {
        guard text.utf8.first == UInt8(ascii: "\"") else { return text }
        var reader = JSONReader<JSONError>(Array(text.utf8))
        return (try? reader.string()) ?? text
    }

    /// The parameter `codeDisplay` of an address: JSON, percent-encoded.
    static func display(in text: String) -> JSONNode? {
        guard OTPAuthList.isAddress(text), let query = text.cut(at: "?")?.after else { return nil }
        for parameter in query.utf8.split(separator: UInt8(ascii: "&")) {
            let name = Array("codeDisplay=".utf8)
            guard parameter.starts(with: name) else { continue }
            let bytes = PercentEncoding.decodeLeniently(Array(parameter.dropFirst(name.count))[...])
            return JSONValue.document(bytes).map { JSONNode($0, at: "codeDisplay") }
        }
        return nil
    }
}
