import Encodings
import Foundation
import OneTimePassword
import Primitives
import TestSupport
import Testing

@Suite struct SteamGuardTests {
    struct Cases: Decodable {
        let cases: [Case]
    }

    struct Case: Decodable, CustomTestStringConvertible {
        let secret: String
        let time: Int64
        let code: String

        var testDescription: String { "\(code) at \(time)" }
    }

    @Test(arguments: try vectors("steam", in: .module, as: Cases.self).cases)
    func `the letters computed in Python come out`(vector: Case) throws {
        let secret = SecretBytes(copying: try bytes(hex: vector.secret))
        let date = Instant(seconds: vector.time)
        #expect(SteamGuard.code(secret: secret, counter: TOTP.counter(at: date, period: 30)) == vector.code)
        #expect(OTPParameters.steam.code(secret: secret, at: date).text == vector.code)
    }
}
