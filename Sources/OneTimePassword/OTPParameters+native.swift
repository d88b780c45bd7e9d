package import Crypto
package import Foundation

extension OTPParameters {
    /// The code at `date`, or for HOTP the code of `counter`.
    package func code(secret: SymmetricKey, at date: Date) -> OneTimeCode {
        code(secret: secret, step: step(at: date))
    }

    /// The code that follows the one at `date`, or for HOTP the code of `counter` + 1.
    package func nextCode(secret: SymmetricKey, at date: Date) -> OneTimeCode {
        code(secret: secret, step: step(at: date) &+ 1)
    }

    private func step(at date: Date) -> UInt64 {
        step(atSecond: TOTP.second(of: date))
    }

    private func code(secret: SymmetricKey, step: UInt64) -> OneTimeCode {
        OneTimeCode(
            text: text(secret: secret, step: step),
            validUntil: kind == .hotp ? nil : TOTP.end(ofStep: step, period: period)
        )
    }
}

extension OTPParameters.Kind: Codable {}

extension HashAlgorithm: Codable {}

extension OTPAuthURI: CustomReflectable {
    /// A mirror that shows neither secret nor label.
    package var customMirror: Mirror { Mirror(self, children: ["parameters": parameters]) }
}
