import OneTimePassword
import Primitives
import TestSupport
import Testing

@Suite struct HOTPTests {
    struct RFC4226: Decodable {
        let secret: String
        let codes: [String]
        let truncated: [UInt32]
    }

    struct PeerCase: Decodable, CustomTestStringConvertible {
        let secret: String
        let counter: String
        let digits: Int
        let algorithm: HashAlgorithm
        let code: String

        var testDescription: String { "\(algorithm.rawValue), \(digits) digits, counter \(counter)" }
    }

    struct PeerCases: Decodable {
        let cases: [PeerCase]
    }

    @Test func `the codes of RFC 4226 come out`() throws {
        let vector: RFC4226 = try vectors("rfc4226", in: .module)
        let secret = SecretBytes(ascii: vector.secret)
        #expect(vector.codes.count == 10)
        for (counter, code) in vector.codes.enumerated() {
            #expect(HOTP.code(secret: secret, counter: UInt64(counter), digits: 6, algorithm: .sha1) == code)
        }
    }

    @Test func `ten digits show the whole truncated number of RFC 4226 with leading zeros`() throws {
        let vector: RFC4226 = try vectors("rfc4226", in: .module)
        let secret = SecretBytes(ascii: vector.secret)
        for (counter, number) in vector.truncated.enumerated() {
            let code = HOTP.code(secret: secret, counter: UInt64(counter), digits: 10, algorithm: .sha1)
            #expect(code.count == 10)
            #expect(UInt32(code) == number)
        }
    }

    @Test(arguments: try vectors("hotp-python", in: .module, as: PeerCases.self).cases)
    func `an independent implementation gives the same code`(peer: PeerCase) throws {
        let secret = SecretBytes(copying: try bytes(hex: peer.secret))
        let counter = try #require(UInt64(peer.counter))
        let code = HOTP.code(secret: secret, counter: counter, digits: peer.digits, algorithm: peer.algorithm)
        #expect(code == peer.code)
    }

    @Test func `the spellings of hash functions found in the wild are understood`() {
        for name in ["SHA256", "sha256", "sha-256", "HmacSHA256", "HMAC-SHA-256", "Sha256", "hmac_sha256"] {
            #expect(HashAlgorithm(name: name) == .sha256, "\(name)")
        }
        #expect(HashAlgorithm(name: "SHA1") == .sha1)
        #expect(HashAlgorithm(name: "HMAC-SHA-512") == .sha512)
        for name in ["", "SHA", "MD5", "SHA384", "SHA3-512", "HMAC", "1"] {
            #expect(HashAlgorithm(name: name) == nil, "\(name)")
        }
    }
}
