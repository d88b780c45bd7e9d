import TestSupport
import Testing

@testable import Primitives

@Suite struct HashTests {
    struct File<Vector: Decodable>: Decodable {
        let vectors: [Vector]
    }

    struct HashVector: Decodable {
        let hash: HashName
        let message: HexBytes
        let repeated: Int
        let digest: HexBytes
    }

    struct LengthsVector: Decodable {
        let hash: HashName
        let digest: HexBytes
    }

    struct CodeVector: Decodable {
        let hash: HashName
        let key: HexBytes
        let message: HexBytes
        let code: HexBytes
    }

    @Test func `the hashes of FIPS 180-4 and the RFCs come out`() throws {
        let vectors = try vectors("hashes", in: .module, as: File<HashVector>.self).vectors
        #expect(vectors.count == 18)
        for vector in vectors {
            let message = Array(repeatElement(vector.message.bytes, count: vector.repeated).joined())
            #expect(vector.hash.hash(message) == vector.digest.bytes, "\(vector.hash), \(message.count) bytes")
        }
    }

    @Test func `a message of any length has the same hash, whole and in parts`() throws {
        let vectors = try vectors("hash-lengths", in: .module, as: File<LengthsVector>.self).vectors
        #expect(vectors.count == 3)
        for vector in vectors {
            var hashes: [UInt8] = []
            for length in 0..<300 {
                let message = (0..<length).map { UInt8(truncatingIfNeeded: $0) }
                let hash = vector.hash.hash(message)
                for cut in [0, 1, 63, 64, 65, 128, length].filter({ $0 <= length }) {
                    #expect(vector.hash.hash(message[..<cut], message[cut...]) == hash, "\(length) bytes cut at \(cut)")
                }
                hashes += hash
            }
            #expect(vector.hash.hash(hashes) == vector.digest.bytes, "\(vector.hash)")
        }
    }

    @Test func `the codes of RFC 2202 and RFC 4231 come out, and no other is valid`() throws {
        let vectors = try vectors("hmac", in: .module, as: File<CodeVector>.self).vectors
        #expect(vectors.count == 33)
        for vector in vectors {
            let (key, message) = (vector.key.bytes, vector.message.bytes)
            var code = vector.hash.code(of: message, key)
            #expect(code == vector.code.bytes, "\(vector.hash), key of \(key.count) bytes")
            #expect(vector.hash.isValid(code, message, key))
            #expect(!vector.hash.isValid(Array(code.dropLast()), message, key))
            #expect(!vector.hash.isValid(code, message + [0], key))
            code[code.count - 1] ^= 1
            #expect(!vector.hash.isValid(code, message, key))
        }
    }
}

/// What a hash leaves of its message.
@Suite struct HashRemainderTests {
    @Test(arguments: [0, 3, 55, 56, 64, 200])
    func `a finished SHA-1 holds nothing of its message`(count: Int) throws {
        var hash = SHA1()
        hash.update([UInt8](repeating: 0x61, count: count))
        #expect(hash.finish() == SHA1.hash([UInt8](repeating: 0x61, count: count)))
        let rest = Mirror(reflecting: hash)
        let state = try #require(rest.descendant("state") as? (UInt32, UInt32, UInt32, UInt32, UInt32))
        #expect(state == (0, 0, 0, 0, 0))
        #expect(rest.descendant("block") as? [UInt8] == [])
    }
}

/// A hash function, as the vectors name it.
enum HashName: String, Decodable {
    case sha1 = "SHA1"
    case sha256 = "SHA256"
    case sha512 = "SHA512"

    func hash(_ first: some ByteSource, _ second: some ByteSource = [UInt8]()) -> [UInt8] {
        switch self {
        case .sha1: SHA1.hash(first, second)
        case .sha256: SHA256.hash(first, second)
        case .sha512: SHA512.hash(first, second)
        }
    }

    func code(of message: [UInt8], _ key: [UInt8]) -> [UInt8] {
        switch self {
        case .sha1: HMAC<SHA1>.authenticationCode(for: message, using: key)
        case .sha256: HMAC<SHA256>.authenticationCode(for: message, using: key)
        case .sha512: HMAC<SHA512>.authenticationCode(for: message, using: key)
        }
    }

    func isValid(_ code: [UInt8], _ message: [UInt8], _ key: [UInt8]) -> Bool {
        switch self {
        case .sha1: HMAC<SHA1>.isValidAuthenticationCode(code, authenticating: message, using: key)
        case .sha256: HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: message, using: key)
        case .sha512: HMAC<SHA512>.isValidAuthenticationCode(code, authenticating: message, using: key)
        }
    }
}
