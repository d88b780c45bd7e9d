import Encodings
import OutsideText
import Primitives

extension OTPAuthURI {
    /// The canonical URI, which holds the secret; reading it gives the same value without notices.
    package var text: String {
        // The account of `:a:b` would otherwise be read as issuer and account.
        let prefix = issuer.isEmpty && !account.holds(":") ? "" : PercentEncoding.encode(issuer, keeping: "@") + ":"
        var text = "otpauth://\(parameters.kind.rawValue)/\(prefix)\(PercentEncoding.encode(account, keeping: "@"))"
        text += unsafe secret.withUnsafeBytes { bytes in unsafe "?secret=\(Base32.encode(bytes))" }
        if !issuer.isEmpty {
            text += "&issuer=" + PercentEncoding.encode(issuer, keeping: "@")
        }
        guard parameters.kind != .steam else { return text }
        let standard = OTPParameters.standard
        if parameters.algorithm != standard.algorithm {
            text += "&algorithm=\(parameters.algorithm.rawValue)"
        }
        if parameters.digits != standard.digits {
            text += "&digits=\(parameters.digits)"
        }
        if parameters.kind == .hotp {
            text += "&counter=\(parameters.counter)"
        } else if parameters.period != standard.period {
            text += "&period=\(parameters.period)"
        }
        return text
    }
}
