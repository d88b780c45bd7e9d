import Encodings
import OneTimePassword
import OutsideText
import Primitives

/// What an `otpauth` address says, and its codes at times beyond what 32 bits hold.
enum ReadAddresses {
    private static let seconds: [UInt64] = [
        0, 59, 1 << 31 - 1, 1 << 31, 1 << 32 - 1, 1 << 32, 20_000_000_000, 1 << 53, .max,
    ]

    static func answer(_ address: String) -> String {
        do throws(OTPAuthURIError) {
            let account = try OTPAuthURI(parsing: address)
            var parts = [account.issuer, account.account, account.text]
            for second in seconds {
                let step = account.parameters.step(atSecond: second)
                parts.append(account.parameters.text(secret: account.secret, step: step))
            }
            for notice in account.notices { parts.append(notice.description) }
            return parts.joined(separator: "\u{1F}")
        } catch {
            return "!" + error.description
        }
    }

    /// The code for `ALGORITHM DIGITS COUNTER SECRET`, the secret in hexadecimal; with `steam` digits stand for nothing.
    static func code(_ order: String) -> String {
        let parts = order.pieces(at: " ")
        guard parts.count == 4, let digits: Int = parts[1].number(), let counter: UInt64 = parts[2].number(),
            let secret = Hex.decode(parts[3])
        else { return "?" }
        let key = SecretBytes(copying: secret)
        if parts[0].isSame(as: "steam") { return SteamGuard.code(secret: key, counter: counter) }
        guard let algorithm = HashAlgorithm(name: String(parts[0])), OTPParameters.allowedDigits.contains(digits) else {
            return "?"
        }
        return HOTP.code(secret: key, counter: counter, digits: digits, algorithm: algorithm)
    }
}
