import Encodings
import Primitives

extension ImportFormat {
    /// 2FAS: JSON with a list of services, which may be sealed with a password.
    static let twoFAS = ImportFormat(
        name: "2fas",
        title: "2FAS",
        kinds: ["2fas"],
        password: .sometimes,
        recognises: { $0.json.map { $0.has("services") && $0.has("schemaVersion") } ?? false },
        read: { file, opening throws(ImportError) in
            guard let file = file.json else { throw .damaged(at: "") }
            guard (1...4).contains(try file.neededInteger("schemaVersion")) else {
                throw .unknownVersion(version(of: file, "schemaVersion"))
            }
            let services = try TwoFAS.services(of: file, opening)
            return TwoFAS.reading(services, groups: file["groups"]?.elements ?? [])
        }
    )
}

private enum TwoFAS {
    static func services(of file: JSONNode, _ opening: ImportOpening) throws(ImportError) -> [JSONNode] {
        guard let sealed = file.text("servicesEncrypted") else { return try file.neededElements("services") }
        let place = "servicesEncrypted"
        let parts = sealed.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw .damaged(at: place) }
        var fields: [[UInt8]] = []
        for part in parts {
            guard let bytes = Base64.decode(String(decoding: part, as: UTF8.self)) else { throw .damaged(at: place) }
            fields.append(bytes)
        }
        guard let (ciphertext, tag) = fields[0].split(last: 16), fields[2].count == 12 else {
            throw .damaged(at: place)
        }
        let key = try opening.ciphers.pbkdf2(
            .sha256,
            password: opening.neededPassword(),
            salt: fields[1],
            iterations: 10_000,
            count: 32
        )
        let plain = opening.ciphers.openAESGCM(ciphertext, tag: tag, key: key, nonce: fields[2], additionalData: [])
        guard let plain else { throw .wrongPassword }
        guard let services = try plain.document(at: "services").elements else { throw .damaged(at: place) }
        return services
    }

    static func reading(_ services: [JSONNode], groups: [JSONNode]) -> ImportReading {
        var names: [String: String] = [:]
        for group in groups {
            if let id = group.text("id"), let name = group.text("name") { names[id] = name }
        }
        var reading = ImportReading()
        for service in services {
            reading.add(service.place) { () throws(LeftOutReason) in
                var found = ForeignEntry(secret: try ForeignSecret(base32: service.text("secret")))
                let otp = service["otp"]
                found.issuer = otp?.text("issuer") ?? service.text("name") ?? ""
                // What the person wrote comes before what the code said.
                found.account = otp?.text("account") ?? otp?.text("label") ?? ""
                found.type = otp?.text("tokenType") ?? "totp"
                found.algorithm = otp?.text("algorithm")
                found.digits = otp?.number("digits")
                found.period = otp?.number("period")
                found.counter = otp?.number("counter")
                if let group = service.text("groupId").flatMap({ names[$0] }) { found.tags = [group] }
                return found
            }
        }
        return reading
    }
}
