import Encodings
import Entries
import Primitives
import TestSupport
import Testing

@Suite struct IdentifierTests {
    @Test(arguments: [
        "00000000000000000000000000000000", "000102030405060708090a0b0c0d0e0f", "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
        "ffffffffffffffffffffffffffffffff",
    ])
    func `the text comes back`(text: String) {
        let id = EntryID(text)
        #expect(id?.rawValue == text)
        #expect(id?.description == text)
        #expect(id.map { Hex.encode($0.bytes) } == text)
        #expect(id.map { EntryID(bits: $0.bits) } == id)
    }

    @Test(arguments: [
        "", "00010203", "000102030405060708090a0b0c0d0e0", "000102030405060708090a0b0c0d0e0f0",
        "000102030405060708090A0B0C0D0E0F", "g00102030405060708090a0b0c0d0e0f", " 00102030405060708090a0b0c0d0e0f",
        "+00102030405060708090a0b0c0d0e0f", "0x0102030405060708090a0b0c0d0e0f", "00010203040506070809é0b0c0d0e0f",
    ])
    func `other texts are no identifiers`(text: String) {
        #expect(EntryID(text) == nil)
    }

    @Test func `the order is that of the texts`() {
        let ids = (0..<100).map { _ in EntryID.random() }
        #expect(Set(ids).count == 100)
        #expect(ids.sorted().map(\.rawValue) == ids.map(\.rawValue).sorted())
    }
}
