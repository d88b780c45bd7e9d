import Primitives

extension ImportFormat {
    /// andOTP: a JSON list, or that list sealed with a password.
    ///
    /// Sealed files begin with nothing that tells them, so those are read where this format is named.
    static let andOTP = ImportFormat(
        name: "andotp",
        title: "andOTP",
        kinds: ["json", "aes"],
        password: .sometimes,
        recognises: { file in
            guard let first = file.json?.elements?.first else { return false }
            return first.has("secret") && first.has("label") && first.has("type")
        },
        read: { file, opening throws(ImportError) in
            guard let entries = try AndOTP.entries(of: file, opening) else { throw .damaged(at: "") }
            return AndOTP.reading(entries)
        }
    )
}

private enum AndOTP {
    static func entries(of file: ImportFile, _ opening: ImportOpening) throws(ImportError) -> [JSONNode]? {
        if let json = file.json { return json.elements }
        guard !file.begins(with: "-----BEGIN PGP MESSAGE") else { throw .locked(.openPGP) }
        let password = try opening.neededPassword()
        guard let plain = try derived(file.bytes, password, opening) ?? hashed(file.bytes, password, opening) else {
            throw .wrongPassword
        }
        return try plain.document(at: "").elements
    }

    private static func derived(
        _ bytes: [UInt8],
        _ password: SecretBytes,
        _ opening: ImportOpening
    ) throws(ImportError) -> SecretBytes? {
        var rest = bytes
        guard let number = rest.take(4), let salt = rest.take(12), let nonce = rest.take(12),
            let (ciphertext, tag) = rest.split(last: 16)
        else { return nil }
        let iterations = number.reduce(Int64(0)) { $0 << 8 | Int64($1) }
        // Of the older form these bytes are a random nonce.
        guard (1...Int64(ImportCost.iterations)).contains(iterations), let count = Int(exactly: iterations) else {
            return nil
        }
        let key = try opening.ciphers.pbkdf2(.sha1, password: password, salt: salt, iterations: count, count: 32)
        return opening.ciphers.openAESGCM(ciphertext, tag: tag, key: key, nonce: nonce, additionalData: [])
    }

    private static func hashed(_ bytes: [UInt8], _ password: SecretBytes, _ opening: ImportOpening) -> SecretBytes? {
        var rest = bytes
        guard let nonce = rest.take(12), let (ciphertext, tag) = rest.split(last: 16) else { return nil }
        let key = SecretBytes(copying: SHA256.hash(password))
        return opening.ciphers.openAESGCM(ciphertext, tag: tag, key: key, nonce: nonce, additionalData: [])
    }

    static func reading(_ entries: [JSONNode]) -> ImportReading {
        var reading = ImportReading()
        for entry in entries {
            reading.add(entry.place) { () throws(LeftOutReason) in
                var found = ForeignEntry(secret: try ForeignSecret(base32: entry.text("secret")))
                found.issuer = entry.text("issuer") ?? ""
                found.account = entry.text("label") ?? ""
                // Before it had issuers, the app wrote both into the label.
                if !entry.has("issuer"), let (issuer, account) = parts(of: found.account) {
                    (found.issuer, found.account) = (issuer, account)
                }
                found.type = entry.text("type") ?? "totp"
                found.algorithm = entry.text("algorithm")
                found.digits = entry.number("digits")
                found.period = entry.number("period")
                found.counter = entry.number("counter")
                found.tags = (entry["tags"]?.elements ?? []).compactMap { $0.text }
                return found
            }
        }
        return reading
    }

    private static func parts(of label: String) -> (String, String)? {
        let bytes = Array(label.utf8)
        let mark = Array(" - ".utf8)
        guard bytes.count > mark.count else { return nil }
        for start in 0...bytes.count - mark.count where bytes[start...].starts(with: mark) {
            let issuer = String(decoding: bytes[..<start], as: UTF8.self)
            return (issuer, String(decoding: bytes[(start + mark.count)...], as: UTF8.self))
        }
        return nil
    }
}
