import DeviceCore
import Encodings
import Primitives
import Testing

@Suite struct SystemKeyPairsTests {
    private let keys = SystemKeyPairs()

    private func bytes(_ digits: String) throws -> [UInt8] { try #require(Hex.decode(digits)) }

    // RFC 6979, appendix A.2.5.
    @Test func `the public half is that of the standard`() throws {
        let key = SecretBytes(
            copying: try bytes("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721")
        )
        let x = "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
        let y = "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299"
        #expect(try keys.publicKey(of: key) == bytes("04" + x + y))
    }

    // RFC 5903, section 8.1.
    @Test func `both sides of the standard's exchange agree on its secret`() throws {
        let mine = SecretBytes(
            copying: try bytes("c88f01f510d9ac3f70a292daa2316de544e9aab8afe84049c62a9c57862d1433")
        )
        let theirs = SecretBytes(
            copying: try bytes("c6ef9c5d78ae012a011164acb397ce2088685d8f06bf9be0b283ab46476bee53")
        )
        let secret = SecretBytes(
            copying: try bytes("d6840f6b42f6edafd13116e0e12565202fef8e9ece7dce03812464d04b9442de")
        )
        #expect(try keys.agreement(of: mine, with: keys.publicKey(of: theirs)) == secret)
        #expect(try keys.agreement(of: theirs, with: keys.publicKey(of: mine)) == secret)
    }

    @Test func `a new private half is a scalar, signs, and is another each time`() throws {
        let (first, second) = (keys.make(), keys.make())
        #expect(first != second)
        #expect(P256Scalar.isValid(first) && P256Scalar.isValid(second))
        #expect(try keys.signature(of: [1, 2, 3], by: first).count == 64)
    }

    @Test func `what is no private half or no point is refused`() throws {
        let none = SecretBytes(copying: [UInt8](repeating: 0, count: 32))
        #expect(throws: PrimitiveError.invalidScalar) { try keys.publicKey(of: none) }
        #expect(throws: PrimitiveError.invalidScalar) { try keys.signature(of: [], by: none) }
        let point = try keys.publicKey(of: keys.make())
        #expect(throws: PrimitiveError.invalidScalar) { try keys.agreement(of: none, with: point) }
        var other = point
        other[64] ^= 1
        for wrong in [[], Array(point.dropFirst()), point + [0], other] {
            #expect(throws: PrimitiveError.invalidElement) { try keys.agreement(of: keys.make(), with: wrong) }
        }
    }
}
