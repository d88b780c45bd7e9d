package import Crypto
package import Foundation

/// The time-based one-time password of RFC 6238.
package enum TOTP {
    /// The number of whole periods between 1970 and `date`; dates before 1970 count as 1970.
    package static func counter(at date: Date, period: Int) -> UInt64 {
        precondition(OTPParameters.allowedPeriods.contains(period), "periods come from OTPParameters")
        let seconds = date.timeIntervalSince1970
        // No clock shows times outside this range, and within it a Double holds whole seconds exactly.
        return UInt64(max(0, min(seconds, 0x1p53)).rounded(.down)) / UInt64(period)
    }

    /// The code shown at `date`, which is the HOTP code of the time step.
    package static func code(
        secret: SymmetricKey,
        at date: Date,
        period: Int,
        digits: Int,
        algorithm: HashAlgorithm
    ) -> String {
        HOTP.code(secret: secret, counter: counter(at: date, period: period), digits: digits, algorithm: algorithm)
    }

    /// The moment at which the code of `counter` gives way to the next one.
    static func end(ofStep counter: UInt64, period: Int) -> Date {
        Date(timeIntervalSince1970: Double(counter + 1) * Double(period))
    }
}
