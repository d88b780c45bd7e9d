import Encodings
import OutsideText
import Primitives

/// How KeePass and its relatives keep what makes codes, by the names of an entry's attributes.
struct KeePassFields {
    /// The attributes, in which a later one of a name does not count.
    let values: [String: String]

    /// The account; `title` and `username` are what the entry is called.
    func entry(title: String, username: String) throws(LeftOutReason) -> ForeignEntry {
        var found = try secretAndParameters(title: title, username: username)
        if !title.isEmpty { found.issuer = title }
        if !username.isEmpty { found.account = username }
        return found
    }

    private func secretAndParameters(title: String, username: String) throws(LeftOutReason) -> ForeignEntry {
        if let otp = value("otp") {
            return OTPAuthList.isAddress(otp)
                ? try ForeignEntry(field: otp, issuer: title, account: username) : try keeOtp(otp)
        }
        if let seed = value("TOTP Seed") { return try seeded(seed, settings: value("TOTP Settings") ?? "30;6") }
        if let secret = try secret("TimeOtp-Secret") {
            var found = ForeignEntry(secret: secret)
            found.algorithm = value("TimeOtp-Algorithm")
            found.digits = value("TimeOtp-Length")
            found.period = value("TimeOtp-Period")
            return found
        }
        if let secret = try secret("HmacOtp-Secret") {
            var found = ForeignEntry(secret: secret)
            found.type = "hotp"
            found.digits = value("HmacOtp-Length")
            found.counter = value("HmacOtp-Counter")
            return found
        }
        throw .noSecret
    }

    private func value(_ name: String) -> String? {
        values[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    // A secret may be written in four ways, each under a name of its own.
    private func secret(_ name: String) throws(LeftOutReason) -> ForeignSecret? {
        if let text = value(name + "-Base32") { return try ForeignSecret(base32: text) }
        if let text = value(name) { return try ForeignSecret(bytes: Array(text.utf8)) }
        if let text = value(name + "-Hex") {
            guard let bytes = Hex.decode(text.lowercased()) else { throw .badSecret }
            return try ForeignSecret(bytes: bytes)
        }
        guard let text = value(name + "-Base64") else { return nil }
        guard let bytes = Base64.decode(text) else { throw .badSecret }
        return try ForeignSecret(bytes: bytes)
    }

    /// `key=…&size=8&step=25&otpHashMode=Sha256`.
    private func keeOtp(_ text: String) throws(LeftOutReason) -> ForeignEntry {
        var fields: [String: String] = [:]
        for pair in text.pieces(at: "&") {
            guard let (name, value) = pair.cut(at: "=") else { continue }
            fields[name.lowercased()] = PercentEncoding.decode(value) ?? String(value)
        }
        var found = ForeignEntry(secret: try ForeignSecret(base32: fields["key"]))
        found.algorithm = fields["otphashmode"]
        found.digits = fields["size"]
        found.period = fields["step"]
        if fields["type"]?.lowercased().utf8.elementsEqual("hotp".utf8) ?? false {
            found.type = "hotp"
            found.counter = fields["counter"]
        }
        return found
    }

    /// A seed with settings such as `30;6`, or `30;S` for Steam.
    private func seeded(_ seed: String, settings: String) throws(LeftOutReason) -> ForeignEntry {
        var found = ForeignEntry(secret: try ForeignSecret(base32: seed))
        let parts = settings.pieces(at: ";", keepingEmpty: true)
        found.period = parts.first.map { String($0) }
        if parts.count > 1, parts[1].lowercased().utf8.elementsEqual("s".utf8) {
            found.type = "steam"
        } else {
            found.digits = parts.count > 1 ? String(parts[1]) : nil
        }
        return found
    }
}
