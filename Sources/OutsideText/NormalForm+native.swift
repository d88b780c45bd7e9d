import CUTF8Proc

extension StringProtocol {
    /// The text in Normalization Form C: whatever way its letters were typed, they are the same bytes.
    package var composed: String {
        // Every character below U+0300 is its own composed form, and none combines with the one before it.
        NormalForm.needed(by: self, from: 0x300).map { NormalForm.composed($0, isCompatible: false) } ?? String(self)
    }

    /// The text in Normalization Form KC, in which letters that only look different, such as wide ones, are the same
    /// too.
    package var composedByCompatibility: String {
        NormalForm.needed(by: self, from: 0xA0).map { NormalForm.composed($0, isCompatible: true) } ?? String(self)
    }
}

/// The normalization forms of Unicode Standard Annex 15, by utf8proc.
package enum NormalForm {
    /// The bytes of a text in Normalization Form C; every copy that was made on the way is wiped.
    ///
    /// Bytes that are not UTF-8 are read as `String(decoding:as:)` reads them, and that text is not wiped.
    package static func composed(_ utf8: [UInt8]) -> [UInt8] {
        composed(utf8, isCompatible: false) ?? Array(String(decoding: utf8, as: UTF8.self).composed.utf8)
    }

    fileprivate static func composed(_ text: String, isCompatible: Bool) -> String {
        // A string is always UTF-8.
        composed(Array(text.utf8), isCompatible: isCompatible).map { String(decoding: $0, as: UTF8.self) } ?? text
    }

    /// The text, where it may have another form: one of its characters is `first` or a later one.
    fileprivate static func needed(by text: some StringProtocol, from first: UInt32) -> String? {
        text.unicodeScalars.allSatisfy { $0.value < first } ? nil : String(text)
    }

    /// The bytes of a text in a normal form; nil where they are not UTF-8.
    private static func composed(_ utf8: [UInt8], isCompatible: Bool) -> [UInt8]? {
        unsafe utf8.withUnsafeBufferPointer { text in
            // The first call only counts: one character may be made of up to 18.
            let count = unsafe sparekey_take_apart(text.baseAddress, text.count, nil, 0, isCompatible)
            guard count >= 0, count < Int.max / MemoryLayout<Int32>.stride else { return nil }
            var characters = [Int32](repeating: 0, count: count + 1)
            return unsafe characters.withUnsafeMutableBytes { memory in
                defer { unsafe sparekey_overwrite(memory.baseAddress, memory.count) }
                let room = unsafe memory.bindMemory(to: Int32.self).baseAddress
                let written = unsafe sparekey_take_apart(text.baseAddress, text.count, room, count, isCompatible)
                guard written == count else { return nil }
                let length = unsafe sparekey_put_together(room, count, isCompatible)
                return length >= 0 && length <= memory.count ? unsafe Array(memory[..<length]) : nil
            }
        }
    }
}
