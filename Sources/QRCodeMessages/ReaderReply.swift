/// What the helper answers on standard output where codes were to be read.
package enum ReaderReply: Equatable, Sendable {
    /// The texts of all codes.
    case texts([String])
    /// The file is none of the kinds that are read, or is damaged.
    case notAPicture
    /// The file or the picture is beyond ``PictureLimits``.
    case tooLarge
    /// A code of the picture holds a part of a text, and the other parts are not there.
    case incomplete

    /// The longest reply: there can be no more than some hundred codes of at most 2,953 bytes in a picture.
    package static let largest = 1 << 20
    /// The most texts in a reply.
    ///
    /// The helper finds at most 255 in each of its looks at a picture.
    package static let mostTexts = 1000

    /// The reply as it is sent.
    package var bytes: [UInt8] {
        switch self {
        case .texts(let texts): [0] + texts.flatMap { bigEndian($0.utf8.count) + Array($0.utf8) }
        case .notAPicture: [1]
        case .tooLarge: [2]
        case .incomplete: [3]
        }
    }

    /// Nil where the bytes are no reply.
    ///
    /// Whoever has taken the helper over may have written them.
    package init?(_ bytes: [UInt8]) {
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

    /// The texts that each follow their length; nil where the bytes are something else, or too many texts.
    package static func texts(in bytes: ArraySlice<UInt8>) -> [String]? {
        let reader = ByteReader(bytes)
        var texts: [String] = []
        var offset = 0
        while offset < bytes.count {
            guard texts.count < mostTexts, let length = reader.bigEndian(4, at: offset),
                let text = reader.slice(length, at: offset + 4)
            else { return nil }
            texts.append(String(decoding: text, as: UTF8.self))
            offset += 4 + length
        }
        return texts
    }
}
