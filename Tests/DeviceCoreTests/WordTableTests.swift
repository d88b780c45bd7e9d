import Encodings
import Testing

@testable import DeviceCore

/// The sentences are found in the files, without a file being read as a whole.
@Suite struct WordTableTests {
    private static let files = ["en": EmbeddedWords.english, "fr": EmbeddedWords.french]

    @Test(arguments: ["en", "fr"])
    func `each sentence of a catalogue is found as a reader of the whole file reads it`(language: String) throws {
        let file = try #require(Self.files[language])
        let texts = try #require(JSONReader.texts(of: file))
        let table = WordTable(file)
        #expect(table.keys == Set(texts.keys) && texts.count > 1000)
        for (key, text) in texts { #expect(table[key] == text, "\(key)") }
    }

    @Test(arguments: ["", "list", "list.empty ", "list.empty\":", "{", "no.such.key"])
    func `what is no key has no sentence`(key: String) {
        let table = WordTable(EmbeddedWords.english)
        #expect(table["list.empty"] != nil)
        #expect(table[key] == nil && !table.holds(key))
    }
}
