extension ImportFormat {
    /// Addresses of accounts, one a line; lines that begin with a number sign are comments.
    static let otpauth = ImportFormat(
        name: "otpauth",
        title: "otpauth list",
        kinds: ["txt", "csv", "json"],
        password: .never,
        recognises: { file in
            OTPAuthList.addresses(of: file)?.contains { OTPAuthList.isAddress($0.text) } ?? false
        },
        read: { file, _ throws(ImportError) in
            guard !file.isBrokenJSON else { throw .damaged(at: "") }
            var reading = ImportReading()
            for (place, text) in OTPAuthList.addresses(of: file) ?? [] {
                reading.add(place) { () throws(LeftOutReason) in try ForeignEntry(address: text) }
            }
            return reading
        }
    )
}

/// The addresses in a text, or in a JSON document that lists them.
enum OTPAuthList {
    /// Whether a text begins as an address of an account does.
    static func isAddress(_ text: String) -> Bool {
        let start = text.prefix(24).lowercased()
        return ["otpauth://", "steam://", "apple-otpauth://", "motp://"].contains { start.utf8.starts(with: $0.utf8) }
    }

    /// What could be addresses, with their places; nil for what is no text.
    static func addresses(of file: ImportFile) -> [(place: ImportPlace, text: String)]? {
        if let json = file.json {
            // A list of texts, or one that is a member named `items`.
            let elements = json.elements ?? json["items"]?.elements
            return elements?.compactMap { element in element.text.map { (element.place, $0) } }
        }
        return file.lines?.filter { $0.text.utf8.first != UInt8(ascii: "#") }.map { (.line($0.number), $0.text) }
    }
}
