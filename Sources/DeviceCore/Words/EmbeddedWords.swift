import CDeviceWords

/// The files of words that the program carries.
enum EmbeddedWords {
    static var english: EmbeddedText { unsafe EmbeddedText(sparekey_words_en()) }
    static var french: EmbeddedText { unsafe EmbeddedText(sparekey_words_fr()) }
    static var passphrase: EmbeddedText { unsafe EmbeddedText(sparekey_words_passphrase()) }
}

/// A file that the program carries, which stays where it was loaded.
@safe struct EmbeddedText: @unchecked Sendable {
    private let buffer: UnsafeBufferPointer<UInt8>

    fileprivate init(_ words: sparekey_words) {
        unsafe buffer = UnsafeBufferPointer(start: words.bytes, count: words.count)
    }

    var count: Int { unsafe buffer.count }

    /// The byte at a place, which must be in the file.
    subscript(position: Int) -> UInt8 { unsafe buffer[position] }

    /// All of it.
    var bytes: [UInt8] { unsafe [UInt8](buffer) }

    /// The bytes from a place to the next that is `end`, without it, or to the end of the file.
    func bytes(from start: Int, upTo end: UInt8) -> [UInt8] {
        unsafe [UInt8](buffer[start...].prefix { $0 != end })
    }
}
