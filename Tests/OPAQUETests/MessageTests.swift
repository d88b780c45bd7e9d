import Foundation
import Primitives
import TestSupport
import Testing

@testable import OPAQUE

@Suite struct MessageTests {
    /// A kind of message: its length, and where its elements lie.
    struct Kind: Sendable, CustomTestStringConvertible {
        let name: String
        let length: Int
        let elementOffsets: [Int]
        let parse: @Sendable ([UInt8]) throws(OPAQUEError) -> [UInt8]

        var testDescription: String { name }
    }

    struct File: Decodable {
        let invalid: [HexBytes]
    }

    static let kinds = [
        Kind(name: "registration request", length: 32, elementOffsets: [0]) { bytes throws(OPAQUEError) in
            try RegistrationRequest(bytes: bytes).bytes
        },
        Kind(name: "registration response", length: 64, elementOffsets: [0, 32]) { bytes throws(OPAQUEError) in
            try RegistrationResponse(bytes: bytes).bytes
        },
        Kind(name: "registration record", length: 192, elementOffsets: [0]) { bytes throws(OPAQUEError) in
            try RegistrationRecord(bytes: bytes).bytes
        },
        Kind(name: "KE1", length: 96, elementOffsets: [0, 64]) { bytes throws(OPAQUEError) in
            try KE1(bytes: bytes).bytes
        },
        Kind(name: "KE2", length: 320, elementOffsets: [0, 224]) { bytes throws(OPAQUEError) in
            try KE2(bytes: bytes).bytes
        },
        Kind(name: "KE3", length: 64, elementOffsets: []) { bytes throws(OPAQUEError) in
            try KE3(bytes: bytes).bytes
        },
    ]

    /// A message of this kind with random fields and valid elements.
    func message(_ kind: Kind) throws -> [UInt8] {
        var bytes = randomBytes(count: kind.length)
        for offset in kind.elementOffsets {
            let element = try Ristretto255.element(fromUniform: randomBytes(count: 64)).exposedBytes()
            bytes.replaceSubrange(offset..<offset + 32, with: element)
        }
        return bytes
    }

    @Test(arguments: kinds)
    func `a message survives its encoding`(_ kind: Kind) throws {
        let bytes = try message(kind)
        #expect(try kind.parse(bytes) == bytes)
    }

    @Test(arguments: kinds)
    func `every other length is refused`(_ kind: Kind) throws {
        let bytes = try message(kind)
        let others = [[], [UInt8](bytes.dropLast()), [UInt8](bytes.dropFirst()), bytes + [0], bytes + bytes]
        for other in others {
            #expect(throws: OPAQUEError.invalidMessage) { try kind.parse(other) }
        }
    }

    @Test(arguments: kinds)
    func `bad encodings and the identity are refused wherever an element stands`(_ kind: Kind) throws {
        let zeros = [UInt8](repeating: 0, count: 31)
        // The identity, and the identity with the highest bit set, which libsodium 1.0.18 takes for the same.
        let bad =
            try vectors("rfc9496", in: .module, as: File.self).invalid.map(\.bytes) + [zeros + [0], zeros + [0x80]]
        #expect(bad.count == 32)
        for offset in kind.elementOffsets {
            for encoding in bad {
                var bytes = try message(kind)
                bytes.replaceSubrange(offset..<offset + 32, with: encoding)
                #expect(throws: OPAQUEError.invalidMessage) { try kind.parse(bytes) }
            }
        }
    }

    @Test func `the lengths are those of the profile`() {
        #expect(RegistrationRequest.length == 32)
        #expect(RegistrationResponse.length == 64)
        #expect(RegistrationRecord.length == 192)
        #expect(KE1.length == 96)
        #expect(KE2.length == 320)
        #expect(KE3.length == 64)
    }

    @Test func `a stored sign-in state of another length is refused`() {
        #expect(throws: OPAQUEError.invalidMessage) { try ServerSignIn(bytes: .random(count: 127)) }
        #expect(throws: OPAQUEError.invalidMessage) { try ServerSignIn(bytes: .random(count: 129)) }
    }

    @Test func `records, keys and states do not show their secrets`() throws {
        let pair = Pair()
        let (record, _) = try pair.register()
        let (ke1, state) = try pair.client.generateKE1(password: pair.password)
        let (_, serverState) = try pair.answer(ke1, record: record)
        var dumped = ""
        dump(pair.server.keys, to: &dumped)
        dump(record, to: &dumped)
        let texts = [
            dumped, "\(record)", String(reflecting: record), "\(pair.server.keys)",
            String(reflecting: pair.server.keys), "\(state.password)", "\(serverState)",
        ]
        for text in texts {
            #expect(text.contains("redacted"))
            #expect(!text.contains(", \(record.maskingKey[1]), \(record.maskingKey[2])"))
        }
    }
}
