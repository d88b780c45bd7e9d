import Encodings
import Primitives
import Testing

@Suite struct P256ScalarTests {
    private static let order = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"

    private func isValid(_ digits: String) throws -> Bool {
        P256Scalar.isValid(SecretBytes(copying: try #require(Hex.decode(digits))))
    }

    @Test func `a private half is a number from 1 to below the order`() throws {
        #expect(try isValid(String(repeating: "0", count: 63) + "1"))
        #expect(try isValid(String(Self.order.dropLast(2) + "50")))
        #expect(try isValid("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc6324ff"))
        #expect(try isValid("fffffffeffffffffffffffffffffffffffffffffffffffffffffffffffffffff"))
        #expect(try !isValid(String(repeating: "0", count: 64)))
        #expect(try !isValid(Self.order))
        #expect(try !isValid(String(Self.order.dropLast(2) + "52")))
        #expect(try !isValid("ffffffff00000001" + String(repeating: "0", count: 48)))
        #expect(try !isValid(String(repeating: "f", count: 64)))
    }

    @Test func `a private half has 32 bytes`() throws {
        for count in [0, 1, 31, 33, 64] {
            #expect(!P256Scalar.isValid(SecretBytes(copying: [UInt8](repeating: 1, count: count))))
        }
    }
}
