import CDeviceWords

/// The files of words that the program carries.
enum EmbeddedWords {
    static var english: [UInt8] { unsafe bytes(of: sparekey_words_en()) }
    static var french: [UInt8] { unsafe bytes(of: sparekey_words_fr()) }
    static var passphrase: [UInt8] { unsafe bytes(of: sparekey_words_passphrase()) }

    private static func bytes(of words: sparekey_words) -> [UInt8] {
        unsafe [UInt8](UnsafeBufferPointer(start: words.bytes, count: words.count))
    }
}
