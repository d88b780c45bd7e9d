import OutsideText

extension ImportFormat {
    /// The Credential Exchange Format of the FIDO Alliance, version 1.0.
    static let cxf = ImportFormat(
        name: "cxf",
        title: "FIDO Credential Exchange",
        kinds: ["json", "cxf"],
        password: .never,
        recognises: { file in
            guard let json = file.json, json.has("accounts") else { return false }
            return json.has("exporterRpId") || json["accounts"]?.elements?.first?.has("items") ?? false
        },
        read: { file, _ throws(ImportError) in
            guard let file = file.json else { throw .damaged(at: "") }
            if let major = file["version"]?["major"]?.integer, major > 1 { throw .unknownVersion(String(major)) }
            var reading = ImportReading()
            for account in try file.neededElements("accounts") {
                let collections = CXF.collections(of: account)
                for item in try account.neededElements("items") {
                    CXF.read(item, tags: item.text("id").flatMap { collections[$0] } ?? [], into: &reading)
                }
            }
            return reading
        }
    )
}

private enum CXF {
    /// The titles of collections by the items that are in them.
    static func collections(of account: JSONNode) -> [String: [String]] {
        var titles: [String: [String]] = [:]
        for collection in account["collections"]?.elements ?? [] {
            guard let title = collection.text("title") else { continue }
            for item in collection["items"]?.elements ?? [] {
                if let id = item.text("item") { titles[id, default: []].append(title) }
            }
        }
        return titles
    }

    static func read(_ item: JSONNode, tags: [String], into reading: inout ImportReading) {
        let credentials = item["credentials"]?.elements ?? []
        let ones = credentials.filter { $0.text("type")?.lowercased().utf8.elementsEqual("totp".utf8) ?? false }
        guard !ones.isEmpty else { return reading.leaveOut(item.place, .noSecret) }
        for credential in ones {
            reading.add(credential.place) { () throws(LeftOutReason) in
                var found = ForeignEntry(secret: try ForeignSecret(base32: credential.text("secret")))
                found.issuer = credential.text("issuer") ?? item.text("title") ?? ""
                found.account = credential.text("username") ?? credential.text("userName") ?? username(credentials)
                found.algorithm = credential.text("algorithm")
                found.digits = credential.number("digits")
                found.period = credential.number("period")
                found.tags = tags + (item["tags"]?.elements ?? []).compactMap { $0.text }
                found.isFavourite = item["favorite"]?.isTrue ?? false
                found.note = note(credentials)
                return found
            }
        }
    }

    // Who signs in may stand in the password beside it alone.
    private static func username(_ credentials: [JSONNode]) -> String {
        credentials.lazy.compactMap { $0["username"]?.text("value") }.first ?? ""
    }

    private static func note(_ credentials: [JSONNode]) -> String {
        let notes = credentials.filter { $0.text("type")?.utf8.elementsEqual("note".utf8) ?? false }
        return notes.lazy.compactMap { $0["content"]?.text("value") ?? $0.text("content") }.first ?? ""
    }
}
