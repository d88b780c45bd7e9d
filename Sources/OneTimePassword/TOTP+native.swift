package import Crypto
package import Foundation

extension TOTP {
    /// The number of whole periods between 1970 and `date`; dates before 1970 count as 1970.
    package static func counter(at date: Date, period: Int) -> UInt64 {
        counter(atSecond: second(of: date), period: period)
    }

    // No clock shows times outside this range, and within it a Double holds whole seconds exactly.
    static func second(of date: Date) -> UInt64 {
        UInt64(max(0, min(date.timeIntervalSince1970, 0x1p53)).rounded(.down))
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
