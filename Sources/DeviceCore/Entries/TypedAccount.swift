import Encodings
package import OneTimePassword
package import Primitives

extension OTPAuthURI {
    /// An account as a person types it: the secret in Base32, in any case, spaces allowed.
    ///
    /// It is read by the same rules as the secret of an address, so that both forms accept the same secrets. With a
    /// counter it makes counter-based codes.
    package init(
        issuer: String,
        account: String,
        typedSecret: SecretBytes,
        digits: Int = 6,
        period: Int = 30,
        algorithm: String = "SHA1",
        counter: UInt64? = nil
    ) throws {
        var bytes = typedSecret.exposedBytes()
        defer { wipe(&bytes) }
        let decoded = try Base32.decode(String(decoding: bytes, as: UTF8.self))
        guard (1...OTPAuthURI.maximumSecretLength).contains(decoded.bytes.count) else { throw Failure(.secretLength) }
        guard let algorithm = HashAlgorithm(name: algorithm) else {
            throw Failure(.invalidParameter, ["parameter": "algorithm"])
        }
        let parameters = try OTPParameters(
            kind: counter == nil ? .totp : .hotp,
            algorithm: algorithm,
            digits: digits,
            period: period,
            counter: counter ?? 0
        )
        self.init(
            issuer: issuer,
            account: account,
            secret: SecretBytes(copying: decoded.bytes),
            parameters: parameters.asSteam(of: issuer)
        )
        if !decoded.isRegular { notices = [.irregularSecret] }
    }
}
