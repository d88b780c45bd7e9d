import Encodings
import OutsideText
import Primitives

extension ImportFormat {
    /// Proton Authenticator: JSON with addresses, which may be sealed with a password.
    static let protonAuthenticator = ImportFormat(
        name: "proton-authenticator",
        title: "Proton Authenticator",
        kinds: ["json"],
        password: .sometimes,
        recognises: { file in
            guard let json = file.json, json.has("version") else { return false }
            if json.has("salt") && json.has("content") { return true }
            return json["entries"]?.elements?.first?["content"]?.has("entry_type") ?? false
        },
        read: { file, opening throws(ImportError) in
            guard let file = file.json else { throw .damaged(at: "") }
            guard try file.neededInteger("version") == 1 else { throw .unknownVersion(version(of: file)) }
            let document = file.has("entries") ? file : try ProtonAuthenticator.open(file, opening)
            return ProtonAuthenticator.reading(try document.neededElements("entries"))
        }
    )
}

private enum ProtonAuthenticator {
    static func open(_ file: JSONNode, _ opening: ImportOpening) throws(ImportError) -> JSONNode {
        var content = try file.neededBase64("content")
        guard let nonce = content.take(12), let (ciphertext, tag) = content.split(last: 16) else {
            throw .damaged(at: "content")
        }
        let key = try opening.ciphers.argon2id(
            password: opening.neededPassword(),
            salt: try file.neededBase64("salt"),
            memoryKiB: 19_456,
            iterations: 2,
            lanes: 1,
            count: 32
        )
        let plain = opening.ciphers.openAESGCM(
            ciphertext,
            tag: tag,
            key: key,
            nonce: nonce,
            additionalData: Array("proton.authenticator.export.v1".utf8)
        )
        guard let plain else { throw .wrongPassword }
        return try plain.document(at: "content")
    }

    static func reading(_ entries: [JSONNode]) -> ImportReading {
        var reading = ImportReading()
        for entry in entries {
            reading.add(entry.place) { () throws(LeftOutReason) in
                guard let content = entry["content"], let address = content.text("uri") else { throw .damaged }
                var found = try ForeignEntry(address: address)
                let name = content.text("name") ?? ""
                if found.account.isEmpty, found.type.utf8.elementsEqual("steam".utf8) { found.account = name }
                found.note = entry.text("note") ?? ""
                return found
            }
        }
        return reading
    }
}
