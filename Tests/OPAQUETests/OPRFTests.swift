import Foundation
import Primitives
import TestSupport
import Testing

@testable import OPAQUE

@Suite struct OPRFTests {
    struct File: Decodable {
        let seed: HexBytes
        let keyInfo: HexBytes
        let privateKey: HexBytes
        let vectors: [Vector]
    }

    struct Vector: Decodable {
        let input: HexBytes
        let blind: HexBytes
        let blindedElement: HexBytes
        let evaluatedElement: HexBytes
        let output: HexBytes
    }

    @Test func `the vectors of RFC 9497 are reproduced`() throws {
        let file = try vectors("rfc9497", in: .module, as: File.self)
        let info = String(decoding: file.keyInfo.bytes, as: UTF8.self)
        let key = try OPRF.deriveKey(seed: SecretBytes(file.seed), info: info)
        #expect(key.exposedBytes() == file.privateKey.bytes)
        #expect(file.vectors.count == 2)
        for vector in file.vectors {
            let input = SecretBytes(vector.input)
            let blind = SecretBytes(vector.blind)
            #expect(try OPRF.blind(input, blind: blind) == vector.blindedElement.bytes)
            let evaluated = try OPRF.blindEvaluate(key: key, blindedElement: vector.blindedElement.bytes)
            #expect(evaluated == vector.evaluatedElement.bytes)
            let output = try OPRF.finalize(input, blind: blind, evaluatedElement: evaluated)
            #expect(output.exposedBytes() == vector.output.bytes)
        }
    }

    struct Expansions: Decodable {
        let tag: String
        let vectors: [Expansion]
    }

    struct Expansion: Decodable {
        let message: String
        let length: Int
        let uniformBytes: HexBytes
    }

    @Test func `the vectors of RFC 9380 are reproduced`() throws {
        let file = try vectors("rfc9380", in: .module, as: Expansions.self)
        #expect(file.vectors.count == 10)
        for vector in file.vectors {
            let uniform = ExpandMessageXMD.expand(
                SecretBytes(utf8: vector.message),
                domainSeparationTag: [UInt8](file.tag.utf8),
                length: vector.length
            )
            #expect(uniform.exposedBytes() == vector.uniformBytes.bytes)
        }
    }

    @Test func `a password longer than its length field is refused`() {
        let client = OPAQUEClient(suite: .identity, context: [])
        let password = SecretBytes(copying: [UInt8](repeating: 0x61, count: 65_536))
        #expect(throws: OPAQUEError.invalidMessage) {
            let pair = Pair()
            let (request, state) = try client.createRegistrationRequest(password: password)
            let response = try pair.server.createRegistrationResponse(request, credentialIdentifier: pair.user)
            _ = try client.finalizeRegistrationRequest(state, response: response)
        }
    }
}
