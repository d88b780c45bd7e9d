/// What the reading process gets on standard input.
enum ReaderRequest: Equatable {
    /// The bytes of a file.
    case picture([UInt8])
    /// The lightness of each pixel, row by row.
    case lightness([UInt8], width: Int, height: Int)

    /// The longest request.
    static let largest = max(PictureLimits.fileSize + 1, PictureLimits.area + 9)

    var bytes: [UInt8] {
        switch self {
        case .picture(let bytes): [UInt8(ascii: "P")] + bytes
        case .lightness(let bytes, let width, let height):
            [UInt8(ascii: "L")] + bigEndian(width) + bigEndian(height) + bytes
        }
    }

    init?(_ bytes: [UInt8]) {
        switch bytes.first {
        case UInt8(ascii: "P"): self = .picture(Array(bytes.dropFirst()))
        case UInt8(ascii: "L"):
            let reader = ByteReader(bytes[...])
            guard let width = reader.bigEndian(4, at: 1), let height = reader.bigEndian(4, at: 5) else { return nil }
            self = .lightness(Array(bytes.dropFirst(9)), width: width, height: height)
        default: return nil
        }
    }
}

/// What the reading process answers on standard output.
enum ReaderReply: Equatable {
    case texts([String])
    case notAPicture
    case tooLarge
    /// A code of the picture holds a part of a text, and the other parts are not there.
    case incomplete

    /// The longest reply: there can be no more than some hundred codes of at most 2,953 bytes in a picture.
    static let largest = 1 << 20

    var bytes: [UInt8] {
        switch self {
        case .texts(let texts): [0] + texts.flatMap { bigEndian($0.utf8.count) + Array($0.utf8) }
        case .notAPicture: [1]
        case .tooLarge: [2]
        case .incomplete: [3]
        }
    }

    /// Nil where the bytes are no reply.
    ///
    /// Whoever has taken the reading process over may have written them.
    init?(_ bytes: [UInt8]) {
        switch (bytes.first, bytes.count) {
        case (0, _):
            guard let texts = Self.texts(in: bytes[1...]) else { return nil }
            self = .texts(texts)
        case (1, 1): self = .notAPicture
        case (2, 1): self = .tooLarge
        case (3, 1): self = .incomplete
        default: return nil
        }
    }

    /// The texts that each follow their length; nil where the bytes are something else.
    static func texts(in bytes: ArraySlice<UInt8>) -> [String]? {
        let reader = ByteReader(bytes)
        var texts: [String] = []
        var offset = 0
        while offset < bytes.count {
            guard let length = reader.bigEndian(4, at: offset), let text = reader.slice(length, at: offset + 4) else {
                return nil
            }
            texts.append(String(decoding: text, as: UTF8.self))
            offset += 4 + length
        }
        return texts
    }
}

private func bigEndian(_ number: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
}
