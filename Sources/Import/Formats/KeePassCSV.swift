extension ImportFormat {
    /// The table that KeePassXC exports.
    static let keePassCSV = ImportFormat(
        name: "keepassxc-csv",
        title: "KeePassXC (CSV)",
        kinds: ["csv"],
        password: .never,
        recognises: { file in
            guard file.begins(with: "\"Group\",") || file.begins(with: "Group,") else { return false }
            return CSVTable(file.bytes)?.has(["group", "title", "username", "totp"]) ?? false
        },
        read: { file, _ throws(ImportError) in
            guard let table = CSVTable(file.bytes) else { throw .damaged(at: "") }
            var reading = ImportReading()
            for (line, row) in table.rows {
                reading.add(.line(line)) { () throws(LeftOutReason) in
                    var found = try ForeignEntry(
                        field: table.value("totp", in: row),
                        issuer: table.value("title", in: row),
                        account: table.value("username", in: row)
                    )
                    found.note = table.value("notes", in: row)
                    return found
                }
            }
            return reading
        }
    )

    /// The table that 1Password exports.
    static let onePasswordCSV = ImportFormat(
        name: "1password-csv",
        title: "1Password (CSV)",
        kinds: ["csv"],
        password: .never,
        recognises: { CSVTable.beginsWithText($0) && CSVTable($0.bytes)?.has(["title", "otpauth"]) ?? false },
        read: { file, _ throws(ImportError) in
            guard let table = CSVTable(file.bytes) else { throw .damaged(at: "") }
            var reading = ImportReading()
            for (line, row) in table.rows {
                reading.add(.line(line)) { () throws(LeftOutReason) in
                    guard !table.value("archived", in: row).lowercased().utf8.elementsEqual("true".utf8) else {
                        throw .inTrash
                    }
                    var found = try ForeignEntry(
                        field: table.value("otpauth", in: row),
                        issuer: table.value("title", in: row),
                        account: table.value("username", in: row)
                    )
                    found.isFavourite = table.value("favorite", in: row).lowercased().utf8.elementsEqual("true".utf8)
                    found.note = table.value("notes", in: row)
                    return found
                }
            }
            return reading
        }
    )
}

extension CSVTable {
    /// Whether a file could be a table at all: it is not sealed, and neither JSON nor XML.
    static func beginsWithText(_ file: ImportFile) -> Bool {
        guard let first = file.bytes.first else { return false }
        return file.json == nil && !file.isBrokenJSON && first != UInt8(ascii: "<") && first >= 0x20 && first < 0x7F
    }
}
