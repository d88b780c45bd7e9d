import Encodings
import Foundation
import OneTimePassword
import Primitives
import Testing

@Suite struct OTPParametersTests {
    private let secret = SecretBytes(ascii: "12345678901234567890")
    private let date = Instant(seconds: 1_111_111_109)

    @Test func `nothing said means TOTP with SHA-1, six digits and thirty seconds`() throws {
        let standard = OTPParameters.standard
        #expect(try OTPParameters() == standard)
        #expect(standard.kind == .totp && standard.algorithm == .sha1)
        #expect(standard.digits == 6 && standard.period == 30 && standard.counter == 0)
    }

    @Test(arguments: [Int.min, -1, 0, 3, 11, Int.max])
    func `fewer than four and more than ten digits are refused`(digits: Int) {
        #expect(throws: OTPParameterError.invalidDigits) { try OTPParameters(digits: digits) }
        #expect(throws: OTPParameterError.invalidDigits) { try OTPParameters(kind: .hotp, digits: digits) }
    }

    @Test(arguments: [Int.min, -1, 0, 86_401, Int.max])
    func `periods of less than a second and more than a day are refused`(period: Int) {
        #expect(throws: OTPParameterError.invalidPeriod) { try OTPParameters(period: period) }
    }

    @Test(arguments: 4...10)
    func `codes have the number of digits asked for`(digits: Int) throws {
        for kind in [OTPParameters.Kind.totp, .hotp] {
            let parameters = try OTPParameters(kind: kind, digits: digits)
            #expect(parameters.code(secret: secret, at: date).text.count == digits)
        }
    }

    @Test func `values that a kind does not use are set to the standard`() throws {
        let steam = try OTPParameters(kind: .steam, algorithm: .sha512, digits: 99, period: 0, counter: 7)
        #expect(steam == .steam)
        #expect(steam.algorithm == .sha1 && steam.digits == 5 && steam.period == 30)
        #expect(try OTPParameters(kind: .hotp, period: 0, counter: 7) == OTPParameters(kind: .hotp, counter: 7))
        #expect(try OTPParameters(kind: .totp, counter: 7) == .standard)
    }

    @Test func `a TOTP code is valid until the next step, and the next code is that of the next step`() throws {
        let parameters = try OTPParameters(digits: 8)
        let code = parameters.code(secret: secret, at: date)
        #expect(code == OneTimeCode(text: "07081804", validUntil: Instant(seconds: 1_111_111_110)))
        let next = parameters.nextCode(secret: secret, at: date)
        #expect(next == OneTimeCode(text: "14050471", validUntil: Instant(seconds: 1_111_111_140)))
        let validUntil = try #require(code.validUntil)
        #expect(parameters.code(secret: secret, at: validUntil) == next)
    }

    @Test func `a Steam code changes every thirty seconds`() throws {
        let code = OTPParameters.steam.code(secret: secret, at: date)
        let validUntil = try #require(code.validUntil)
        #expect(validUntil == Instant(seconds: 1_111_111_110))
        #expect(
            OTPParameters.steam.nextCode(secret: secret, at: date)
                == OTPParameters.steam.code(secret: secret, at: validUntil)
        )
    }

    @Test func `a HOTP code follows the counter and not the date`() throws {
        var parameters = try OTPParameters(kind: .hotp, counter: 8)
        #expect(parameters.code(secret: secret, at: date) == OneTimeCode(text: "399871", validUntil: nil))
        #expect(parameters.code(secret: secret, at: Instant(Date.distantFuture)).text == "399871")
        #expect(parameters.nextCode(secret: secret, at: date) == OneTimeCode(text: "520489", validUntil: nil))
        parameters.counter += 1
        #expect(parameters.code(secret: secret, at: date).text == "520489")
    }

    @Test func `the largest counter is followed by 0`() throws {
        let parameters = try OTPParameters(kind: .hotp, counter: .max)
        #expect(parameters.nextCode(secret: secret, at: date).text == "755224")
    }

    @Test(arguments: [
        ("1234", "1234"), ("12345", "12345"), ("R8N4M", "R8N4M"), ("371816", "371 816"), ("1234567", "123 4567"),
        ("04937718", "0493 7718"), ("123456789", "1234 56789"), ("0123456789", "01234 56789"),
    ])
    func `codes are grouped in halves from six digits on`(text: String, grouped: String) {
        #expect(OneTimeCode(text: text, validUntil: nil).grouped == grouped)
    }

    @Test func `a code does not show in logs and dumps`() {
        let code = OneTimeCode(text: "371816", validUntil: date)
        var dumped = ""
        dump(code, to: &dumped)
        for text in ["\(code)", String(reflecting: code), dumped, "\([code])"] {
            #expect(!text.contains("371816"))
        }
    }
}
