import Encodings
import Entries
import OneTimePassword
import Primitives

/// The members of a one-time secret as they were read.
struct StoredOTP {
    private var texts: [String: String] = [:]
    private var numbers: [String: UInt64] = [:]

    init(from reader: inout ContentsReader) throws(ContentsError) {
        var (texts, numbers) = (texts, numbers)
        try reader.object { reader, name throws(ContentsError) in
            switch name {
            case "type", "algorithm", "secret": texts[name] = try reader.optionalString()
            case "digits", "period", "counter": numbers[name] = try reader.optionalInteger()
            default: try reader.skip()
            }
        }
        (self.texts, self.numbers) = (texts, numbers)
    }

    /// Nil where only a newer version of the app knows type or algorithm.
    func value() throws(ContentsError) -> OneTimeSecret? {
        guard let type = texts["type"], let algorithm = texts["algorithm"] else { throw .damaged }
        guard
            let kind = OTPParameters.Kind(rawValue: type),
            let algorithm = HashAlgorithm(rawValue: algorithm)
        else { return nil }
        guard
            let secret = texts["secret"],
            // A counter's period means nothing, however long it is.
            let digits = numbers["digits"].map(Int.init(clamping:)),
            let period = numbers["period"].map(Int.init(clamping:)),
            let counter = numbers["counter"],
            let parameters = try? OTPParameters(
                kind: kind,
                algorithm: algorithm,
                digits: digits,
                period: period,
                counter: counter
            )
        else { throw .damaged }
        return OneTimeSecret(secret: try secret.secretBytes(), parameters: parameters)
    }
}
