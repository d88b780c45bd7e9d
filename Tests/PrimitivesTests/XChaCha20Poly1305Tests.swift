import Foundation
import TestSupport
import Testing

@testable import Primitives

@Suite struct XChaCha20Poly1305Tests {
    struct File: Decodable {
        let vectors: [Vector]
    }

    struct Vector: Decodable {
        let id: Int
        let key: HexBytes
        let nonce: HexBytes
        let aad: HexBytes
        let msg: HexBytes
        let ct: HexBytes
        let tag: HexBytes
        let result: String
    }

    let key = [UInt8](repeating: 7, count: 32)
    let nonce = [UInt8](repeating: 9, count: 24)

    @Test func `every vector of Wycheproof seals and opens as it says`() throws {
        let vectors = try vectors("xchacha20-poly1305", in: .module, as: File.self).vectors
        #expect(vectors.count == 315)
        for vector in vectors {
            let sealed = try? XChaCha20Poly1305.seal(
                vector.msg.bytes,
                key: vector.key.bytes,
                nonce: vector.nonce.bytes,
                additionalData: vector.aad.bytes
            )
            let opened = try? XChaCha20Poly1305.open(
                vector.ct.bytes + vector.tag.bytes,
                key: vector.key.bytes,
                nonce: vector.nonce.bytes,
                additionalData: vector.aad.bytes
            )
            let isValid = vector.result == "valid"
            #expect((sealed == vector.ct.bytes + vector.tag.bytes) == isValid, "vector \(vector.id)")
            #expect(opened?.exposedBytes() == (isValid ? vector.msg.bytes : nil), "vector \(vector.id)")
        }
    }

    @Test func `a change of any byte of the ciphertext or its data makes it unreadable`() throws {
        let data: [UInt8] = [1, 2, 3, 4]
        let sealed = try XChaCha20Poly1305.seal("hello".utf8Bytes, key: key, nonce: nonce, additionalData: data)
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= 1
            #expect(throws: PrimitiveError.cannotOpen) {
                try XChaCha20Poly1305.open(changed, key: key, nonce: nonce, additionalData: data)
            }
        }
        for index in data.indices {
            var changed = data
            changed[index] ^= 0x80
            #expect(throws: PrimitiveError.cannotOpen) {
                try XChaCha20Poly1305.open(sealed, key: key, nonce: nonce, additionalData: changed)
            }
        }
    }

    @Test func `every truncation is unreadable`() throws {
        let sealed = try XChaCha20Poly1305.seal("hello".utf8Bytes, key: key, nonce: nonce, additionalData: [])
        for count in 0..<sealed.count {
            #expect(throws: PrimitiveError.cannotOpen) {
                try XChaCha20Poly1305.open([UInt8](sealed.prefix(count)), key: key, nonce: nonce, additionalData: [])
            }
        }
    }

    @Test func `an empty text and empty data can be sealed`() throws {
        let sealed = try XChaCha20Poly1305.seal([UInt8](), key: key, nonce: nonce, additionalData: [])
        #expect(sealed.count == XChaCha20Poly1305.tagLength)
        let opened = try XChaCha20Poly1305.open(sealed, key: key, nonce: nonce, additionalData: [])
        #expect(opened.count == 0)
    }

    @Test func `a ciphertext is sealed behind what is there and opened where it stands`() throws {
        var file: [UInt8] = [1, 2, 3]
        let text = "hello".utf8Bytes
        try XChaCha20Poly1305.seal(text, key: key, nonce: nonce, additionalData: [], appendingTo: &file)
        let sealed = try XChaCha20Poly1305.seal(text, key: key, nonce: nonce, additionalData: [])
        #expect(file == [1, 2, 3] + sealed)
        let opened = try XChaCha20Poly1305.open(file[3...], key: key, nonce: nonce, additionalData: [])
        #expect(opened.exposedBytes() == text)
        #expect(throws: PrimitiveError.invalidLength) {
            try XChaCha20Poly1305.seal(text, key: [UInt8](), nonce: nonce, additionalData: [], appendingTo: &file)
        }
        #expect(file == [1, 2, 3] + sealed)
    }

    @Test(arguments: [0, 31, 33])
    func `a key of another length is refused`(_ length: Int) {
        let key = [UInt8](repeating: 0, count: length)
        #expect(throws: PrimitiveError.invalidLength) {
            try XChaCha20Poly1305.seal([UInt8](), key: key, nonce: nonce, additionalData: [])
        }
        #expect(throws: PrimitiveError.invalidLength) {
            try XChaCha20Poly1305.open([UInt8](repeating: 0, count: 40), key: key, nonce: nonce, additionalData: [])
        }
    }
}

extension String {
    var utf8Bytes: [UInt8] { [UInt8](utf8) }
}
