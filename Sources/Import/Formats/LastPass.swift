extension ImportFormat {
    /// LastPass Authenticator: JSON.
    static let lastPass = ImportFormat(
        name: "lastpass",
        title: "LastPass Authenticator",
        kinds: ["json"],
        password: .never,
        recognises: { file in
            guard let json = file.json else { return false }
            return json.has("accounts") && (json.has("deviceId") || json.has("folders")) && json.has("version")
        },
        read: { file, _ throws(ImportError) in
            guard let file = file.json else { throw .damaged(at: "") }
            var folders: [Int64: String] = [:]
            for folder in file["folders"]?.elements ?? [] {
                if let id = folder["id"]?.integer, let name = folder.text("name") { folders[id] = name }
            }
            var reading = ImportReading()
            for account in try file.neededElements("accounts") {
                reading.add(account.place) { () throws(LeftOutReason) in
                    var found = ForeignEntry(secret: try ForeignSecret(base32: account.text("secret")))
                    found.issuer = account.text("issuerName") ?? account.text("originalIssuerName") ?? ""
                    found.account = account.text("userName") ?? account.text("originalUserName") ?? ""
                    found.algorithm = account.text("algorithm")
                    found.digits = account.number("digits")
                    found.period = account.number("timeStep")
                    found.isFavourite = account["isFavorite"]?.isTrue ?? false
                    let folder = account["folderData"]?["folderId"]?.integer.flatMap { folders[$0] }
                    found.tags = folder.map { [$0] } ?? []
                    return found
                }
            }
            return reading
        }
    )
}
