import OutsideText

extension ImportFormat {
    /// Bitwarden's table of a vault, and that of its authenticator.
    static let bitwardenCSV = ImportFormat(
        name: "bitwarden-csv",
        title: "Bitwarden (CSV)",
        kinds: ["csv"],
        password: .never,
        recognises: { $0.begins(with: "folder,favorite,type,name,") },
        read: { file, _ throws(ImportError) in
            guard let table = CSVTable(file.bytes) else { throw .damaged(at: "") }
            // The authenticator of Android writes more values into a row than the first row names.
            let isAuthenticator = !table.has(["notes"])
            var reading = ImportReading()
            for (line, row) in table.rows {
                reading.add(.line(line)) { () throws(LeftOutReason) in
                    let field = table.value("login_totp", in: row)
                    if isAuthenticator { return try BitwardenCSV.authenticatorEntry(row, field, table) }
                    var found = try ForeignEntry(
                        field: field,
                        issuer: table.value("name", in: row),
                        account: table.value("login_username", in: row)
                    )
                    let folder = table.value("folder", in: row)
                    if !folder.isEmpty { found.tags = [folder] }
                    found.note = table.value("notes", in: row)
                    found.isFavourite = table.value("favorite", in: row).utf8.elementsEqual("1".utf8)
                    return found
                }
            }
            return reading
        }
    )
}

private enum BitwardenCSV {
    /// A row `folder,favorite,type,name,login_uri,` and an address, behind which other values may follow.
    static func authenticatorEntry(
        _ row: [String],
        _ field: String,
        _ table: CSVTable
    ) throws(LeftOutReason) -> ForeignEntry {
        let name = table.value("name", in: row)
        let address = row.first { OTPAuthList.isAddress($0) } ?? field
        let isAddress = OTPAuthList.isAddress(address)
        return try ForeignEntry(field: address, issuer: isAddress ? "" : name, account: "")
    }
}
