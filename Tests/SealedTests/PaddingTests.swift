import Primitives
import TestSupport
import Testing

@testable import Sealed

@Suite struct PaddingTests {
    @Test func `the contents come back from between length and zeros`() {
        let contents = SecretBytes(utf8: "bc")
        let padded = Padding.add(to: contents.whole, behind: [0x61], length: 10)
        #expect(padded.exposedBytes() == [0, 0, 0, 3, 0x61, 0x62, 0x63, 0, 0, 0])
        #expect(Padding.remove(from: padded)?.exposedBytes() == [0x61, 0x62, 0x63])
        let full = Padding.add(to: contents.whole, length: 6)
        #expect(Padding.remove(from: full)?.exposedBytes() == [0x62, 0x63])
    }

    @Test(arguments: [
        [], [0, 0, 0], [0, 0, 0, 1], [0, 0, 0, 2, 5], [255, 255, 255, 255, 0], [0, 0, 0, 1, 5, 0, 1, 0],
        [0, 0, 0, 0, 1], [0, 0, 0, 0, 7, 7, 7],
    ])
    func `a length beyond the end and anything but zeros are refused`(padded: [UInt8]) {
        #expect(Padding.remove(from: SecretBytes(copying: padded)) == nil)
    }
}
