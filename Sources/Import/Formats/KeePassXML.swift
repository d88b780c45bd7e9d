import Encodings

extension ImportFormat {
    /// The XML export of KeePass and KeePassXC.
    static let keePassXML = ImportFormat(
        name: "keepass-xml",
        title: "KeePass (XML)",
        kinds: ["xml"],
        password: .never,
        recognises: { file in
            let start = Array(file.bytes.prefix(1024))
            let name = Array("<KeePassFile".utf8)
            return start.indices.contains { start[$0...].starts(with: name) }
        },
        read: { file, _ throws(ImportError) in
            guard let root = MarkupElement(file.bytes), let top = root.first("Root") else { throw .damaged(at: "") }
            var reading = ImportReading()
            let bin = root.first("Meta")?.first("RecycleBinUUID")?.text
            for group in top.all("Group") { KeePassXML.read(group, tags: [], bin: bin, into: &reading) }
            return reading
        }
    )
}

private enum KeePassXML {
    // Old versions of an entry stand inside it, under History, and are not entered.
    static func read(_ group: MarkupElement, tags: [String], bin: String?, into reading: inout ImportReading) {
        let id = group.first("UUID")?.text
        let isBin = bin != nil && id?.utf8.elementsEqual(bin?.utf8 ?? "".utf8) ?? false
        for entry in group.all("Entry") {
            let number = reading.candidates.count + reading.leftOut.count + 1
            reading.add(.path("Entry \(number)")) { () throws(LeftOutReason) in
                guard !isBin else { throw .inTrash }
                var values: [String: String] = [:]
                for string in entry.all("String") {
                    guard let name = string.first("Key")?.text, values[name] == nil else { continue }
                    values[name] = string.first("Value")?.text ?? ""
                }
                let fields = KeePassFields(values: values)
                var found = try fields.entry(title: values["Title"] ?? "", username: values["UserName"] ?? "")
                found.note = values["Notes"] ?? ""
                found.tags = tags
                return found
            }
        }
        for child in group.all("Group") {
            let name = child.first("Name")?.text ?? ""
            read(child, tags: name.isEmpty || isBin ? tags : [name], bin: bin, into: &reading)
        }
    }
}
