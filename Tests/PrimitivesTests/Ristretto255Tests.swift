import Foundation
import TestSupport
import Testing

@testable import Primitives

@Suite struct Ristretto255Tests {
    struct File: Decodable {
        let multiples: [HexBytes]
        let invalid: [HexBytes]
    }

    let identity = [UInt8](repeating: 0, count: 32)

    func scalar(_ value: UInt8) -> SecretBytes {
        SecretBytes(copying: [value] + [UInt8](repeating: 0, count: 31))
    }

    @Test func `the multiples of the base element are those of RFC 9496`() throws {
        let multiples = try vectors("ristretto255", in: .module, as: File.self).multiples.map(\.bytes)
        #expect(multiples.count == 5)
        for (index, multiple) in multiples.enumerated() {
            #expect(try Ristretto255.multiplyBase(by: scalar(UInt8(index + 1))) == multiple)
            #expect(Ristretto255.isValid(element: multiple))
            #expect(
                try Ristretto255.multiply(multiples[0], by: scalar(UInt8(index + 1))).exposedBytes() == multiple
            )
        }
    }

    @Test func `the bad encodings of RFC 9496 are refused`() throws {
        let invalid = try vectors("ristretto255", in: .module, as: File.self).invalid.map(\.bytes)
        #expect(invalid.count == 30)
        for encoding in invalid {
            #expect(!Ristretto255.isValid(element: encoding))
            #expect(throws: PrimitiveError.invalidElement) {
                try Ristretto255.multiply(encoding, by: scalar(2))
            }
        }
    }

    @Test func `the identity is refused`() {
        #expect(!Ristretto255.isValid(element: identity))
        #expect(throws: PrimitiveError.invalidElement) { try Ristretto255.multiply(identity, by: scalar(2)) }
    }

    @Test func `a set highest bit is refused`() throws {
        let base = try Ristretto255.multiplyBase(by: scalar(1))
        for canonical in [base, identity] {
            var encoding = canonical
            encoding[31] |= 0x80
            #expect(!Ristretto255.isValid(element: encoding))
            #expect(throws: PrimitiveError.invalidElement) { try Ristretto255.multiply(encoding, by: scalar(2)) }
        }
    }

    @Test func `the identity is never a result`() throws {
        let base = try Ristretto255.multiplyBase(by: scalar(1))
        #expect(throws: PrimitiveError.invalidElement) { try Ristretto255.multiply(base, by: scalar(0)) }
        #expect(throws: PrimitiveError.invalidScalar) { try Ristretto255.multiplyBase(by: scalar(0)) }
    }

    @Test(arguments: [0, 31, 33, 64])
    func `an element or scalar of another length is refused`(_ length: Int) throws {
        let bytes = [UInt8](repeating: 1, count: length)
        let base = try Ristretto255.multiplyBase(by: scalar(1))
        #expect(!Ristretto255.isValid(element: bytes))
        #expect(!Ristretto255.isValid(scalar: SecretBytes(copying: bytes)))
        #expect(throws: PrimitiveError.invalidLength) { try Ristretto255.multiply(bytes, by: scalar(1)) }
        #expect(throws: PrimitiveError.invalidLength) { try Ristretto255.element(fromUniform: bytes + [1]) }
        #expect(throws: PrimitiveError.invalidLength) { try Ristretto255.reduce(bytes + [1]) }
        #expect(throws: PrimitiveError.invalidLength) {
            try Ristretto255.multiply(base, by: SecretBytes(copying: bytes))
        }
        #expect(throws: PrimitiveError.invalidLength) { try Ristretto255.invert(SecretBytes(copying: bytes)) }
    }

    @Test func `an inverse undoes a multiplication`() throws {
        let blind = Ristretto255.randomScalar()
        let element = try Ristretto255.element(fromUniform: randomBytes(count: 64))
        let blinded = try Ristretto255.multiply(element, by: blind)
        #expect(blinded != element)
        #expect(try Ristretto255.multiply(blinded, by: Ristretto255.invert(blind)) == element)
        #expect(throws: PrimitiveError.invalidScalar) { try Ristretto255.invert(scalar(0)) }
    }

    @Test func `a scalar is reduced modulo the order`() throws {
        // The order is 2^252 + 27742317777372353535851937790883648493 (RFC 9496 section 4.4).
        var order: [UInt8] = [
            0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
        ]
        order += [UInt8](repeating: 0, count: 15) + [0x10]
        #expect(!Ristretto255.isValid(scalar: SecretBytes(copying: order)))
        #expect(!Ristretto255.isValid(scalar: scalar(0)))
        #expect(Ristretto255.isValid(scalar: scalar(1)))
        var above = order + identity
        above[0] += 3
        #expect(try Ristretto255.reduce(above) == scalar(3))
    }
}
