import TestSupport
import Testing

@testable import Primitives

@Suite struct HKDFTests {
    struct File: Decodable {
        let vectors: [Vector]
    }

    struct Vector: Decodable {
        let hash: HashName
        let ikm: HexBytes
        let salt: HexBytes
        let info: HexBytes
        let prk: HexBytes
        let length: Int
        let okm: HexBytes?
        let okmHash: HexBytes?
    }

    @Test func `the keys of RFC 5869 come out, and those of the greatest length`() throws {
        let vectors = try vectors("hkdf", in: .module, as: File.self).vectors
        #expect(vectors.count == 14)
        for vector in vectors {
            let (key, output, derived) =
                switch vector.hash {
                case .sha1: Self.keys(vector, HKDF<SHA1>.self)
                case .sha256: Self.keys(vector, HKDF<SHA256>.self)
                case .sha512: Self.keys(vector, HKDF<SHA512>.self)
                }
            #expect(key.exposedBytes() == vector.prk.bytes)
            #expect(output == derived)
            #expect(output.count == vector.length)
            if let okm = vector.okm {
                #expect(output.exposedBytes() == okm.bytes)
            } else {
                #expect(SHA256.hash(output) == vector.okmHash?.bytes)
            }
        }
    }

    private static func keys<Hash>(
        _ vector: Vector,
        _: HKDF<Hash>.Type
    ) -> (key: SecretBytes, output: SecretBytes, derived: SecretBytes) {
        let key = HKDF<Hash>.extract(inputKeyMaterial: vector.ikm.bytes, salt: vector.salt.bytes)
        return (
            key, HKDF<Hash>.expand(pseudoRandomKey: key, info: vector.info.bytes, outputByteCount: vector.length),
            HKDF<Hash>.deriveKey(
                inputKeyMaterial: vector.ikm.bytes,
                salt: vector.salt.bytes,
                info: vector.info.bytes,
                outputByteCount: vector.length
            )
        )
    }
}
