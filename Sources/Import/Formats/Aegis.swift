import Primitives

extension ImportFormat {
    /// Aegis: JSON, whose database may be sealed with a password.
    static let aegis = ImportFormat(
        name: "aegis",
        title: "Aegis",
        kinds: ["json"],
        password: .sometimes,
        recognises: { $0.json.map { $0.has("db") && $0.has("header") } ?? false },
        read: { file, opening throws(ImportError) in
            guard let file = file.json else { throw .damaged(at: "") }
            guard try file.neededInteger("version") == 1 else { throw .unknownVersion(version(of: file)) }
            let database = try AegisDatabase.open(file, opening)
            guard let version = database["version"]?.integer, (1...3).contains(version) else {
                throw .unknownVersion(Self.version(of: database))
            }
            return AegisDatabase.reading(try database.neededElements("entries"), groups: database["groups"]?.elements)
        }
    )

    /// The version that a document says it has, for the words of a failure.
    static func version(of document: JSONNode, _ name: String = "version") -> String {
        document[name]?.integer.map { String($0) } ?? document.text(name).map { String($0.prefix(16)) } ?? "?"
    }
}

private enum AegisDatabase {
    static func open(_ file: JSONNode, _ opening: ImportOpening) throws(ImportError) -> JSONNode {
        guard let database = file["db"], let header = file["header"] else { throw .damaged(at: "db") }
        guard database.text != nil else { return database }
        let ciphertext = try file.neededBase64("db")
        guard let parameters = header["params"] else { throw .damaged(at: "header.params") }
        let (nonce, tag) = try sealing(parameters)
        let key = try masterKey(try header.neededElements("slots"), opening)
        guard
            let plain = opening.ciphers.openAESGCM(ciphertext, tag: tag, key: key, nonce: nonce, additionalData: [])
        else { throw .damaged(at: "db") }
        return try plain.document(at: "db")
    }

    private static func sealing(_ parameters: JSONNode) throws(ImportError) -> (nonce: [UInt8], tag: [UInt8]) {
        (try parameters.neededHex("nonce", count: 12), try parameters.neededHex("tag", count: 16))
    }

    // A backup may have a password of its own, so each slot of that kind is tried.
    private static func masterKey(_ slots: [JSONNode], _ opening: ImportOpening) throws(ImportError) -> SecretBytes {
        let slots = slots.filter { $0["type"]?.integer == 1 }
        guard !slots.isEmpty else { throw .locked(.device) }
        guard slots.count <= 16 else { throw .tooCostly }
        let password = try opening.neededPassword()
        for slot in slots {
            guard let parameters = slot["key_params"] else { throw .damaged(at: slot.path + ".key_params") }
            let (nonce, tag) = try sealing(parameters)
            let derived = try opening.ciphers.scrypt(
                password: password,
                salt: try slot.neededHex("salt", count: 32),
                cost: try slot.neededCost("n"),
                blockSize: try slot.neededCost("r"),
                parallelism: try slot.neededCost("p"),
                count: 32
            )
            let sealed = try slot.neededHex("key", count: 32)
            let key = opening.ciphers.openAESGCM(sealed, tag: tag, key: derived, nonce: nonce, additionalData: [])
            if let key { return key }
        }
        throw .wrongPassword
    }

    static func reading(_ entries: [JSONNode], groups: [JSONNode]?) -> ImportReading {
        var names: [String: String] = [:]
        for group in groups ?? [] {
            if let id = group.text("uuid"), let name = group.text("name") { names[id] = name }
        }
        var reading = ImportReading()
        for entry in entries {
            reading.add(entry.place) { () throws(LeftOutReason) in
                guard let info = entry["info"] else { throw .damaged }
                let type = entry.text("type") ?? ""
                guard ["totp", "hotp", "steam"].contains(where: { $0.utf8.elementsEqual(type.utf8) }) else {
                    throw .unknownType
                }
                var found = ForeignEntry(secret: try ForeignSecret(base32: info.text("secret")))
                found.issuer = entry.text("issuer") ?? ""
                found.account = entry.text("name") ?? ""
                found.type = type
                found.algorithm = info.text("algo")
                found.digits = info.number("digits")
                found.period = info.number("period")
                found.counter = info.number("counter")
                // Before version 3 an entry named its one group.
                found.tags = (entry["groups"]?.elements ?? []).compactMap { $0.text.flatMap { names[$0] } }
                if let group = entry.text("group"), !group.isEmpty { found.tags.append(group) }
                found.note = entry.text("note") ?? ""
                found.isFavourite = entry["favorite"]?.isTrue ?? false
                return found
            }
        }
        return reading
    }
}
