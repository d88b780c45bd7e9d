import Encodings

/// The sentences of one language, found in the file that the program carries: of some thousands a command says a few, so
/// that reading them all would take longer than the command.
///
/// The file is a JSON object of texts with a member a line, and no escapes in keys.
struct WordTable: Sendable {
    private let file: [UInt8]
    /// Where the member of a key starts, by the key's hash.
    private let members: [UInt64: Int]

    init(_ file: [UInt8]) {
        self.file = file
        var members: [UInt64: Int] = [:]
        members.reserveCapacity(file.count / Self.usualLine)
        var position = 0
        while position < file.count {
            if let start = Self.keyStart(in: file, from: position) {
                let hash = Self.hash(Self.key(in: file, from: start))
                members[hash] = start
                position = start
            }
            while position < file.count, file[position] != UInt8(ascii: "\n") { position += 1 }
            position += 1
        }
        self.members = members
    }

    /// The sentence of a key; nil where there is none.
    subscript(key: String) -> String? {
        guard let start = start(of: key) else { return nil }
        // Behind the key are its quotation mark, a colon and a space.
        let value = file[(start + key.utf8.count + 3)...].prefix { $0 != UInt8(ascii: "\n") }
        var reader = JSONReader<JSONError>(Array(value))
        return try? reader.string()
    }

    /// Whether there is a sentence of a key.
    func holds(_ key: String) -> Bool { start(of: key) != nil }

    /// All keys, for which the whole file is read.
    var keys: Set<String> {
        Set(members.values.map { String(decoding: Array(Self.key(in: file, from: $0)), as: UTF8.self) })
    }

    private func start(of key: String) -> Int? {
        guard let start = members[Self.hash(key.utf8)] else { return nil }
        return Self.key(in: file, from: start).elementsEqual(key.utf8) ? start : nil
    }

    /// Where the key of the member on a line starts, behind its quotation mark; nil for a line without one.
    private static func keyStart(in file: [UInt8], from line: Int) -> Int? {
        var position = line
        while position < file.count, file[position] == UInt8(ascii: " ") { position += 1 }
        return position < file.count && file[position] == UInt8(ascii: "\"") ? position + 1 : nil
    }

    private static func key(in file: [UInt8], from start: Int) -> some Sequence<UInt8> {
        (start..<file.count).lazy.map { file[$0] }.prefix { $0 != UInt8(ascii: "\"") }
    }

    /// FNV-1a: keys are ours, and a test finds every one of them.
    private static func hash(_ key: some Sequence<UInt8>) -> UInt64 {
        key.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }

    /// How long a line of the catalogues usually is.
    private static let usualLine = 100
}
