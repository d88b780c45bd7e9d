extension ImportFormat {
    /// 2FAuth: JSON.
    static let twoFAuth = ImportFormat(
        name: "2fauth",
        title: "2FAuth",
        kinds: ["json"],
        password: .never,
        recognises: { file in
            file.json?.text("app")?.lowercased().utf8.starts(with: "2fauth".utf8) ?? false
        },
        read: { file, _ throws(ImportError) in
            guard let file = file.json else { throw .damaged(at: "") }
            var reading = ImportReading()
            for account in try file.neededElements("data") {
                reading.add(account.place) { () throws(LeftOutReason) in
                    let type = account.text("otp_type") ?? "totp"
                    var found = ForeignEntry(secret: try ForeignSecret(base32: account.text("secret")))
                    found.issuer = account.text("service") ?? ""
                    found.account = account.text("account") ?? ""
                    found.type = type.utf8.elementsEqual("steamtotp".utf8) ? "steam" : type
                    found.algorithm = account.text("algorithm")
                    found.digits = account.number("digits")
                    found.period = account.number("period")
                    found.counter = account.number("counter")
                    return found
                }
            }
            return reading
        }
    )
}
