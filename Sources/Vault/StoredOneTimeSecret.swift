import Entries
import OneTimePassword
import Primitives
import Sealed

/// The stored form of ``OneTimeSecret``.
struct StoredOneTimeSecret: Codable {
    private let type: OTPParameters.Kind
    private let algorithm: HashAlgorithm
    private let digits: Int
    private let period: Int
    private let counter: UInt64
    private let secret: String

    init(_ value: OneTimeSecret) throws(ContentsError) {
        type = value.parameters.kind
        algorithm = value.parameters.algorithm
        digits = value.parameters.digits
        period = value.parameters.period
        counter = value.parameters.counter
        secret = try String(base32: value.secret)
    }

    func value() throws(ContentsError) -> OneTimeSecret {
        let parameters = try? OTPParameters(
            kind: type,
            algorithm: algorithm,
            digits: digits,
            period: period,
            counter: counter
        )
        guard let parameters else { throw .damaged }
        return OneTimeSecret(secret: try secret.secretBytes(), parameters: parameters)
    }
}
