/// The time-based one-time password of RFC 6238.
package enum TOTP {
    /// The number of whole periods in so many seconds since 1970.
    package static func counter(atSecond second: UInt64, period: Int) -> UInt64 {
        precondition(OTPParameters.allowedPeriods.contains(period), "periods come from OTPParameters")
        return second / UInt64(period)
    }
}
