import Encodings
import Foundation
import OneTimePassword
import Primitives
import TestSupport
import Testing

@Suite struct TOTPTests {
    struct RFC6238: Decodable {
        let period: Int
        let digits: Int
        let cases: [Case]

        struct Case: Decodable, CustomTestStringConvertible {
            let time: Double
            let algorithm: HashAlgorithm
            let secret: String
            let code: String

            var testDescription: String { "\(algorithm.rawValue) at \(Int(time))" }
        }
    }

    @Test(arguments: try vectors("rfc6238", in: .module, as: RFC6238.self).cases)
    func `the codes of RFC 6238 come out`(vector: RFC6238.Case) throws {
        let file: RFC6238 = try vectors("rfc6238", in: .module)
        let code = TOTP.code(
            secret: SecretBytes(ascii: vector.secret),
            at: Instant(Date(timeIntervalSince1970: vector.time)),
            period: file.period,
            digits: file.digits,
            algorithm: vector.algorithm
        )
        #expect(code == vector.code)
    }

    @Test func `all eighteen vectors of RFC 6238 are in the file`() throws {
        let cases = try vectors("rfc6238", in: .module, as: RFC6238.self).cases
        #expect(cases.count == 18)
        #expect(Set(cases.map(\.algorithm)) == Set(HashAlgorithm.allCases))
    }

    @Test(
        arguments: [
            (0, 30, 0), (29.999, 30, 0), (30, 30, 1), (59, 30, 1), (59.999_999, 30, 1), (60, 30, 2), (59, 60, 0),
            (1_111_111_109, 30, 37_037_036), (20_000_000_000, 30, 666_666_666), (86_400, 86_400, 1), (7, 1, 7),
        ] as [(Double, Int, UInt64)]
    )
    func `the counter is the number of whole periods since 1970`(seconds: Double, period: Int, counter: UInt64) {
        #expect(TOTP.counter(at: Instant(Date(timeIntervalSince1970: seconds)), period: period) == counter)
    }

    @Test func `dates outside of any clock are clamped`() {
        #expect(TOTP.counter(at: Instant(seconds: -1), period: 30) == 0)
        #expect(TOTP.counter(at: .distantPast, period: 30) == 0)
        let last = UInt64(Int64.max / 1000)
        #expect(TOTP.counter(at: Instant(Date(timeIntervalSince1970: -.infinity)), period: 30) == 0)
        #expect(TOTP.counter(at: Instant(Date(timeIntervalSince1970: .infinity)), period: 1) == last)
        #expect(TOTP.counter(at: Instant(Date(timeIntervalSince1970: .nan)), period: 1) <= last)
    }
}
