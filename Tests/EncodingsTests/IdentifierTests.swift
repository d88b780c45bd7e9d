import Encodings
import TestSupport
import Testing

@Suite struct IdentifierTests {
    static let text = "00112233445566778899aabbccddeeff"

    @Test func `an identifier is 32 lower-case digits and 16 bytes`() throws {
        let id = try #require(BackupID(Self.text))
        #expect(id.rawValue == Self.text && id.bytes.first == 0 && id.bytes.last == 255 && id.bytes.count == 16)
        #expect(id == BackupID(bytes: id.bytes) && id < BackupID(bytes: [UInt8](repeating: 255, count: 16)))
    }

    @Test(arguments: ["", "77", "alice", text + "0", String(text.dropLast()), text.uppercased(), "\u{301}" + text])
    func `a text that is no identifier names nothing and is kept as it was read`(text: String) {
        #expect(BackupID(text) == nil)
        let kept = BackupID.Text(reading: text)
        #expect(kept.identifier == nil && kept.rawValue == text)
    }

    @Test func `the text of an identifier names it again`() throws {
        let id = try #require(BackupID(Self.text))
        #expect(id.text == BackupID.Text(reading: Self.text))
        #expect(id.text.identifier == id && id.text.rawValue == Self.text)
    }
}
