package import Encodings
package import Entries
import OneTimePassword
import Primitives

/// The stored form of ``Entries/OneTimeSecret``: its members as they were read.
package struct StoredOTP {
    private let texts: KnownMembers<String>
    private let numbers: KnownMembers<UInt64>

    /// Writes a one-time secret.
    package static func write(_ value: OneTimeSecret, to writer: inout JSONWriter) throws(ContentsError) {
        let secret = try String(base32: value.secret)
        let parameters = value.parameters
        writer.object { writer in
            writer.name("algorithm")
            writer.string(parameters.algorithm.rawValue)
            writer.name("counter")
            writer.integer(parameters.counter)
            writer.name("digits")
            writer.integer(parameters.digits)
            writer.name("period")
            writer.integer(parameters.period)
            writer.name("secret")
            writer.string(secret)
            writer.name("type")
            writer.string(parameters.kind.rawValue)
        }
    }

    /// Reads the members; those that are missing or of another kind are found by ``value()``.
    package init(from reader: inout ContentsReader) throws(ContentsError) {
        var texts = KnownMembers<String>(capacity: 3)
        var numbers = KnownMembers<UInt64>(capacity: 3)
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
    package func value() throws(ContentsError) -> OneTimeSecret? {
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
