package import Encodings
package import Primitives

/// The time-based one-time password of RFC 6238.
package enum TOTP {
    /// The number of whole periods in so many seconds since 1970.
    package static func counter(atSecond second: UInt64, period: Int) -> UInt64 {
        precondition(OTPParameters.allowedPeriods.contains(period), "periods come from OTPParameters")
        return second / UInt64(period)
    }

    /// The number of whole periods between 1970 and `date`; dates before 1970 count as 1970.
    package static func counter(at date: Instant, period: Int) -> UInt64 {
        counter(atSecond: second(of: date), period: period)
    }

    /// The code shown at `date`, which is the HOTP code of the time step.
    package static func code(
        secret: SecretBytes,
        at date: Instant,
        period: Int,
        digits: Int,
        algorithm: HashAlgorithm
    ) -> String {
        HOTP.code(secret: secret, counter: counter(at: date, period: period), digits: digits, algorithm: algorithm)
    }

    static func second(of date: Instant) -> UInt64 { UInt64(max(0, date.seconds)) }

    /// The moment at which the code of `counter` gives way to the next one.
    static func end(ofStep counter: UInt64, period: Int) -> Instant {
        let (next, overflow) = (counter &+ 1).multipliedReportingOverflow(by: UInt64(period))
        return Instant(seconds: overflow ? .max : Int64(clamping: next))
    }
}
