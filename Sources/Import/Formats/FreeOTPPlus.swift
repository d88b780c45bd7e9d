extension ImportFormat {
    /// FreeOTP+: JSON whose secrets are lists of signed bytes.
    static let freeOTPPlus = ImportFormat(
        name: "freeotp-plus",
        title: "FreeOTP+",
        kinds: ["json"],
        password: .never,
        recognises: { $0.json.map { $0.has("tokens") && $0.has("tokenOrder") } ?? false },
        read: { file, _ throws(ImportError) in
            guard let file = file.json else { throw .damaged(at: "") }
            var reading = ImportReading()
            for token in try file.neededElements("tokens") {
                reading.add(token.place) { () throws(LeftOutReason) in
                    var bytes: [UInt8] = []
                    for element in token["secret"]?.elements ?? [] {
                        guard let byte = element.integer.flatMap({ Int8(exactly: $0) }) else { throw .badSecret }
                        bytes.append(UInt8(bitPattern: byte))
                    }
                    var found = ForeignEntry(secret: try ForeignSecret(bytes: bytes))
                    found.issuer = token.text("issuerExt") ?? token.text("issuerInt") ?? ""
                    found.account = token.text("label") ?? ""
                    found.type = token.text("type") ?? "totp"
                    found.algorithm = token.text("algo")
                    found.digits = token.number("digits")
                    found.period = token.number("period")
                    // The app keeps the counter of the last code, not of the next.
                    found.counter = token["counter"]?.integer.map { String($0 &+ 1) }
                    return found
                }
            }
            return reading
        }
    )
}
