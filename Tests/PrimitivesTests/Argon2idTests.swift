import Foundation
import TestSupport
import Testing

@testable import Primitives

// The vector of RFC 9106 section 5.3 uses four lanes, a secret and associated data. libsodium computes one lane
// without either, so the vectors here are computed with a second implementation instead.
@Suite struct Argon2idTests {
    struct File: Decodable {
        let vectors: [Vector]
    }

    struct Vector: Decodable, Sendable, CustomTestStringConvertible {
        let memoryKiB: Int
        let iterations: Int
        let password: HexBytes
        let salt: HexBytes
        let tag: HexBytes

        var testDescription: String { "\(memoryKiB) KiB, \(iterations) passes, \(password.bytes.count) bytes" }
    }

    @Test(arguments: try vectors("argon2id", in: .module, as: File.self).vectors)
    func `the tags of a second implementation are reproduced`(_ vector: Vector) throws {
        let tag = try Argon2id.derive(
            password: vector.password.bytes,
            salt: vector.salt.bytes,
            memoryKiB: vector.memoryKiB,
            iterations: vector.iterations,
            outputLength: vector.tag.bytes.count
        )
        #expect(tag.exposedBytes() == vector.tag.bytes)
    }

    @Test func `an empty password is a password`() throws {
        let salt = [UInt8](repeating: 0, count: 16)
        let empty = try Argon2id.derive(
            password: [UInt8](),
            salt: salt,
            memoryKiB: 8,
            iterations: 1,
            outputLength: 32
        )
        let zero = try Argon2id.derive(
            password: [UInt8(0)],
            salt: salt,
            memoryKiB: 8,
            iterations: 1,
            outputLength: 32
        )
        #expect(empty != zero)
    }

    struct Cost: Sendable, CustomTestStringConvertible {
        var saltLength = 16
        var memoryKiB = 8
        var iterations = 1
        var outputLength = 32
        let error: PrimitiveError

        var testDescription: String {
            "salt \(saltLength), \(memoryKiB) KiB, \(iterations) passes, \(outputLength) out"
        }
    }

    @Test(arguments: [
        Cost(saltLength: 15, error: .invalidLength),
        Cost(saltLength: 17, error: .invalidLength),
        Cost(outputLength: 15, error: .invalidLength),
        Cost(outputLength: 129, error: .invalidLength),
        Cost(memoryKiB: 7, error: .invalidParameter),
        Cost(memoryKiB: 4 * 1024 * 1024 + 1, error: .invalidParameter),
        Cost(memoryKiB: -1, error: .invalidParameter),
        Cost(iterations: 0, error: .invalidParameter),
        Cost(iterations: 65, error: .invalidParameter),
    ])
    func `a cost outside its bounds is refused`(_ cost: Cost) {
        #expect(throws: cost.error) {
            try Argon2id.derive(
                password: [1, 2, 3] as [UInt8],
                salt: [UInt8](repeating: 0, count: cost.saltLength),
                memoryKiB: cost.memoryKiB,
                iterations: cost.iterations,
                outputLength: cost.outputLength
            )
        }
    }
}
