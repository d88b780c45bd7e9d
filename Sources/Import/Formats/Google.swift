import Encodings
import OutsideText

extension ImportFormat {
    /// Google Authenticator's `otpauth-migration` addresses, each with up to ten accounts.
    static let google = ImportFormat(
        name: "google",
        title: "Google Authenticator",
        kinds: ["txt", "png", "jpg"],
        password: .never,
        recognises: { $0.lines?.contains { GoogleMigration.isAddress($0.text) } ?? false },
        read: { file, _ throws(ImportError) in
            var batches = GoogleBatches()
            var reading = ImportReading()
            for line in file.lines ?? [] where GoogleMigration.isAddress(line.text) {
                guard let migration = GoogleMigration(line.text) else {
                    reading.leaveOut(.line(line.number), .damaged)
                    continue
                }
                // A part that is given twice counts once.
                guard batches.insert(migration) else { continue }
                for account in migration.accounts {
                    reading.add(.line(line.number)) { () throws(LeftOutReason) in try account.entry() }
                }
            }
            for (index, count) in batches.missing { reading.leaveOut(.part(index + 1, of: count), .missingPart) }
            return reading
        },
        comesInParts: true
    )
}

/// Which parts of which exports there are.
private struct GoogleBatches {
    private var parts: [Int64: (count: Int, found: Set<Int>)] = [:]

    /// False for a part that is here already.
    mutating func insert(_ migration: GoogleMigration) -> Bool {
        guard migration.batchSize > 1, migration.batchIndex < migration.batchSize else { return true }
        var batch = parts[migration.batchID] ?? (migration.batchSize, [])
        defer { parts[migration.batchID] = batch }
        return batch.found.insert(migration.batchIndex).inserted
    }

    var missing: [(index: Int, count: Int)] {
        let batches = parts.sorted { $0.key < $1.key }
        var missing: [(index: Int, count: Int)] = []
        for (_, batch) in batches {
            for index in 0..<batch.count where !batch.found.contains(index) { missing.append((index, batch.count)) }
        }
        return missing
    }
}

/// What one such address holds.
private struct GoogleMigration {
    private(set) var accounts: [GoogleAccount] = []
    private(set) var batchSize = 1
    private(set) var batchIndex = 0
    private(set) var batchID: Int64 = 0

    // No export of the app has more parts.
    private static let partLimit = 1000

    static func isAddress(_ text: String) -> Bool {
        text.prefix(24).lowercased().utf8.starts(with: "otpauth-migration://".utf8)
    }

    /// Reads an address; nil where it is damaged.
    init?(_ text: String) {
        guard let query = text.cut(at: "?")?.after else { return nil }
        let name = Array("data=".utf8)
        guard let data = query.utf8.split(separator: UInt8(ascii: "&")).first(where: { $0.starts(with: name) }) else {
            return nil
        }
        let decoded = PercentEncoding.decodeLeniently(Array(data.dropFirst(name.count))[...])
        // A plus sign that was not encoded has become a space.
        let base64 = decoded.map { $0 == UInt8(ascii: " ") ? UInt8(ascii: "+") : $0 }
        guard let bytes = Base64.decode(String(decoding: base64, as: UTF8.self)) else { return nil }
        var fields = ProtobufReader(bytes)
        while let field = fields.next() {
            switch (field.number, field.value) {
            case (1, .bytes(let account)): accounts.append(GoogleAccount(account))
            case (3, .number(let size)): batchSize = Int(exactly: size) ?? 0
            case (4, .number(let index)): batchIndex = Int(exactly: index) ?? 0
            case (5, .number(let id)): batchID = Int64(bitPattern: id)
            default: break
            }
        }
        guard !fields.isDamaged, !accounts.isEmpty, batchSize <= Self.partLimit else { return nil }
    }
}

/// One account of it; nil where a value is none that the app writes.
private struct GoogleAccount {
    private var secret: [UInt8] = []
    private var (name, issuer) = ("", "")
    private var (algorithm, digits, type): (UInt64, UInt64, UInt64) = (0, 0, 0)
    private var counter: UInt64 = 0
    private var isDamaged = false

    init(_ bytes: [UInt8]) {
        var fields = ProtobufReader(bytes)
        while let field = fields.next() {
            switch (field.number, field.value) {
            case (1, .bytes(let value)): secret = value
            case (2, .bytes(let value)): name = String(decoding: value, as: UTF8.self)
            case (3, .bytes(let value)): issuer = String(decoding: value, as: UTF8.self)
            case (4, .number(let value)): algorithm = value
            case (5, .number(let value)): digits = value
            case (6, .number(let value)): type = value
            case (7, .number(let value)): counter = value
            default: break
            }
        }
        isDamaged = fields.isDamaged
    }

    func entry() throws(LeftOutReason) -> ForeignEntry {
        guard !isDamaged else { throw .damaged }
        let types: [UInt64: String] = [1: "hotp", 2: "totp"]
        guard let type = types[type] else { throw .unknownType }
        let algorithms: [UInt64: String] = [0: "SHA1", 1: "SHA1", 2: "SHA256", 3: "SHA512"]
        guard let algorithm = algorithms[algorithm] else { throw .unknownAlgorithm }
        let lengths: [UInt64: String] = [0: "6", 1: "6", 2: "8"]
        guard let digits = lengths[digits] else { throw .badDigits }
        var found = ForeignEntry(secret: try ForeignSecret(bytes: secret))
        (found.issuer, found.account) = (issuer, name)
        // The name often has the issuer in front.
        if let (before, after) = name.cut(at: ":"), issuer.isEmpty || before.isSame(as: issuer) {
            (found.issuer, found.account) = (String(before), String(after.trimmed()))
        }
        (found.type, found.algorithm, found.digits) = (type, algorithm, digits)
        found.counter = String(counter)
        return found
    }
}
