import Encodings
import OutsideText
import Primitives

extension ImportFormat {
    /// Bitwarden's vault or authenticator: JSON, which may be sealed with a password of its own.
    static let bitwarden = ImportFormat(
        name: "bitwarden",
        title: "Bitwarden",
        kinds: ["json"],
        password: .sometimes,
        recognises: { file in
            guard let json = file.json, json.has("encrypted") else { return false }
            return json.has("items") || json.has("data") || json.has("encKeyValidation_DO_NOT_EDIT")
        },
        read: { file, opening throws(ImportError) in
            guard let file = file.json else { throw .damaged(at: "") }
            let isSealed = file["encrypted"]?.isTrue ?? false
            let document = isSealed ? try SealedBitwarden.open(file, opening) : file
            return Bitwarden.reading(try document.neededElements("items"), of: document)
        }
    )
}

private enum Bitwarden {
    static func reading(_ items: [JSONNode], of document: JSONNode) -> ImportReading {
        var folders: [String: String] = [:]
        for folder in document["folders"]?.elements ?? [] {
            if let id = folder.text("id"), let name = folder.text("name") { folders[id] = name }
        }
        var reading = ImportReading()
        for item in items {
            reading.add(item.place) { () throws(LeftOutReason) in
                let login = item["login"]
                var found = try ForeignEntry(
                    field: login?.text("totp"),
                    issuer: item.text("name") ?? "",
                    account: login?.text("username") ?? ""
                )
                found.tags = item.text("folderId").flatMap { folders[$0] }.map { [$0] } ?? []
                found.note = item.text("notes") ?? ""
                found.isFavourite = item["favorite"]?.isTrue ?? false
                return found
            }
        }
        return reading
    }
}

private enum SealedBitwarden {
    static func open(_ file: JSONNode, _ opening: ImportOpening) throws(ImportError) -> JSONNode {
        guard file["passwordProtected"]?.isTrue ?? false else { throw .locked(.account) }
        let key = try key(of: file, opening)
        // This member tells a wrong password from damage.
        guard try text("encKeyValidation_DO_NOT_EDIT", of: file, key, opening) != nil else { throw .wrongPassword }
        guard let plain = try text("data", of: file, key, opening) else { throw .damaged(at: "data") }
        return try plain.document(at: "data")
    }

    private static func key(of file: JSONNode, _ opening: ImportOpening) throws(ImportError) -> SecretBytes {
        let password = try opening.neededPassword()
        // The salt is the text itself, not what it is Base64 of.
        let salt = Array(try file.needed("salt").utf8)
        let iterations = try file.neededCost("kdfIterations")
        switch try file.neededInteger("kdfType") {
        case 0:
            return try opening.ciphers.pbkdf2(
                .sha256,
                password: password,
                salt: salt,
                iterations: iterations,
                count: 32
            )
        case 1:
            let mebibytes = try file.neededCost("kdfMemory")
            guard mebibytes <= ImportCost.memoryKiB / 1024 else { throw .tooCostly }
            return try opening.ciphers.argon2id(
                password: password,
                salt: SHA256.hash(salt),
                memoryKiB: mebibytes * 1024,
                iterations: iterations,
                lanes: try file.neededCost("kdfParallelism"),
                count: 32
            )
        default: throw .unknownVersion(ImportFormat.version(of: file, "kdfType"))
        }
    }

    /// Opens `2.iv|ciphertext|mac`: AES-CBC, and HMAC-SHA-256 over both; nil where it does not open.
    private static func text(
        _ name: String,
        of file: JSONNode,
        _ key: SecretBytes,
        _ opening: ImportOpening
    ) throws(ImportError) -> SecretBytes? {
        let sealed = try file.needed(name)
        guard sealed.begins(with: "2.") else { throw .unknownVersion("\(name) \(String(sealed.prefix(2)))") }
        let parts = sealed.utf8.dropFirst(2).split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false)
        let fields = parts.compactMap { Base64.decode(String(decoding: $0, as: UTF8.self)) }
        guard parts.count == 3, fields.count == 3, fields[0].count == 16 else { throw .damaged(at: name) }
        let macKey = HKDF<SHA256>.expand(pseudoRandomKey: key, info: Array("mac".utf8), outputByteCount: 32)
        let code = HMAC<SHA256>.authenticationCode(for: fields[0] + fields[1], using: macKey)
        guard constantTimeEqual(code, fields[2]) else { return nil }
        let encryptionKey = HKDF<SHA256>.expand(pseudoRandomKey: key, info: Array("enc".utf8), outputByteCount: 32)
        return opening.ciphers.openAESCBC(fields[1], key: encryptionKey, vector: fields[0])
    }
}
