import Primitives

extension ImportFormat {
    /// Stratum, formerly Authenticator Pro: JSON, sealed with a password or not.
    static let stratum = ImportFormat(
        name: "stratum",
        title: "Stratum",
        kinds: ["authpro", "stratum"],
        password: .sometimes,
        recognises: { file in
            file.begins(with: Stratum.strong) || file.begins(with: Stratum.legacy)
                || file.json?.has("Authenticators") ?? false
        },
        read: { file, opening throws(ImportError) in
            let document = try Stratum.open(file, opening)
            return Stratum.reading(try document.neededElements("Authenticators"), of: document)
        }
    )
}

private enum Stratum {
    static let strong = "AUTHENTICATORPRO"
    static let legacy = "AuthenticatorPro"

    static func open(_ file: ImportFile, _ opening: ImportOpening) throws(ImportError) -> JSONNode {
        if let json = file.json { return json }
        var rest = Array(file.bytes.dropFirst(strong.utf8.count))
        let password = try opening.neededPassword()
        let plain: SecretBytes?
        if file.begins(with: strong) {
            guard let salt = rest.take(16), let nonce = rest.take(12), let (ciphertext, tag) = rest.split(last: 16)
            else {
                throw .damaged(at: "")
            }
            let key = try opening.ciphers.argon2id(
                password: password,
                salt: salt,
                memoryKiB: 65_536,
                iterations: 3,
                lanes: 4,
                count: 32
            )
            plain = opening.ciphers.openAESGCM(ciphertext, tag: tag, key: key, nonce: nonce, additionalData: [])
        } else {
            guard let salt = rest.take(20), let vector = rest.take(16) else { throw .damaged(at: "") }
            let key = try opening.ciphers.pbkdf2(.sha1, password: password, salt: salt, iterations: 64_000, count: 32)
            plain = opening.ciphers.openAESCBC(rest, key: key, vector: vector)
        }
        // The legacy cipher does not say whether it opened: what is no document was opened with another password.
        guard let plain, let document = try? plain.document(at: "") else { throw .wrongPassword }
        return document
    }

    static func reading(_ accounts: [JSONNode], of document: JSONNode) -> ImportReading {
        let tags = tags(of: document)
        var reading = ImportReading()
        for account in accounts {
            reading.add(account.place) { () throws(LeftOutReason) in
                let types: [Int64: String] = [1: "hotp", 2: "totp", 4: "steam"]
                guard let type = types[account["Type"]?.integer ?? 0] else { throw .unknownType }
                let algorithms: [Int64: String] = [0: "SHA1", 1: "SHA256", 2: "SHA512"]
                guard let algorithm = algorithms[account["Algorithm"]?.integer ?? 0] else { throw .unknownAlgorithm }
                let secret = account.text("Secret")
                var found = ForeignEntry(secret: try ForeignSecret(base32: secret))
                found.issuer = account.text("Issuer") ?? ""
                found.account = account.text("Username") ?? ""
                found.type = type
                found.algorithm = algorithm
                found.digits = account.number("Digits")
                found.period = account.number("Period")
                found.counter = account.number("Counter")
                found.tags = secret.flatMap { tags[$0] } ?? []
                return found
            }
        }
        return reading
    }

    // Categories are told by the secrets of their accounts.
    private static func tags(of document: JSONNode) -> [String: [String]] {
        var names: [String: String] = [:]
        for category in document["Categories"]?.elements ?? [] {
            if let id = category.text("Id"), let name = category.text("Name") { names[id] = name }
        }
        var tags: [String: [String]] = [:]
        for link in document["AuthenticatorCategories"]?.elements ?? [] {
            if let secret = link.text("AuthenticatorSecret"), let name = link.text("CategoryId").flatMap({ names[$0] })
            {
                tags[secret, default: []].append(name)
            }
        }
        return tags
    }
}
