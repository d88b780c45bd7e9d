// OneTimePassword turns secrets into codes and reads and writes `otpauth` URIs.
// It may not touch files, the network or the clock: callers pass the time. It is portable, but for the files that end in
// `+native`, for what Codable and mirrors need.

package import Encodings
package import Primitives

/// How a secret becomes codes.
package struct OTPParameters: Sendable, Hashable {
    /// The three ways to make a code.
    package enum Kind: String, Sendable {
        case totp, hotp, steam
    }

    /// The numbers of digits a code may have.
    package static let allowedDigits = 4...10
    /// The lengths of a time step in seconds that are accepted, up to a day.
    package static let allowedPeriods = 1...86_400
    /// The parameters that apply where nothing else is said: TOTP, SHA-1, six digits, 30 seconds.
    package static let standard = OTPParameters(kind: .totp, digits: 6)
    /// The parameters of every Steam Guard code.
    package static let steam = OTPParameters(kind: .steam, digits: SteamGuard.codeLength)

    /// The way to make a code.
    package let kind: Kind
    /// The hash function under the HMAC.
    package let algorithm: HashAlgorithm
    /// The number of characters in a code.
    package let digits: Int
    /// The length of a time step in seconds; 30 where codes depend on a counter.
    package let period: Int
    /// The counter of the next HOTP code; 0 for the other kinds.
    package var counter: UInt64

    /// Checks the values that `kind` uses; those that it does not use get their standard value.
    package init(
        kind: Kind = .totp,
        algorithm: HashAlgorithm = .sha1,
        digits: Int = 6,
        period: Int = 30,
        counter: UInt64 = 0
    ) throws(OTPParameterError) {
        guard kind == .steam || Self.allowedDigits.contains(digits) else { throw .invalidDigits }
        guard kind != .totp || Self.allowedPeriods.contains(period) else { throw .invalidPeriod }
        self.kind = kind
        self.algorithm = kind == .steam ? Self.steam.algorithm : algorithm
        self.digits = kind == .steam ? Self.steam.digits : digits
        self.period = kind == .totp ? period : Self.standard.period
        self.counter = kind == .hotp ? counter : 0
    }

    private init(kind: Kind, digits: Int) {
        self.kind = kind
        self.digits = digits
        algorithm = .sha1
        period = 30
        counter = 0
    }

    /// The parameters of Steam Guard where these are time-based codes of five digits for Steam, which has no others; else
    /// these.
    package func asSteam(of issuer: String) -> OTPParameters {
        let isSteam = issuer.lowercased().utf8.elementsEqual("steam".utf8)
        return isSteam && kind == .totp && digits == SteamGuard.codeLength ? .steam : self
    }

    /// The number whose code is shown so many whole seconds after 1970: that of the step, or for HOTP `counter`.
    package func step(atSecond second: UInt64) -> UInt64 {
        kind == .hotp ? counter : TOTP.counter(atSecond: second, period: period)
    }

    /// The code at `date`, or for HOTP the code of `counter`.
    package func code(secret: SecretBytes, at date: Instant) -> OneTimeCode {
        code(secret: secret, step: step(atSecond: TOTP.second(of: date)))
    }

    /// The code that follows the one at `date`, or for HOTP the code of `counter` + 1.
    package func nextCode(secret: SecretBytes, at date: Instant) -> OneTimeCode {
        code(secret: secret, step: step(atSecond: TOTP.second(of: date)) &+ 1)
    }

    private func code(secret: SecretBytes, step: UInt64) -> OneTimeCode {
        OneTimeCode(
            text: text(secret: secret, step: step),
            validUntil: kind == .hotp ? nil : TOTP.end(ofStep: step, period: period)
        )
    }

    /// The code of a step, or for HOTP that of a counter.
    package func text(secret: SecretBytes, step: UInt64) -> String {
        switch kind {
        case .totp, .hotp: HOTP.code(secret: secret, counter: step, digits: digits, algorithm: algorithm)
        case .steam: SteamGuard.code(secret: secret, counter: step)
        }
    }
}

/// Why parameters cannot make codes.
package enum OTPParameterError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A code has fewer than 4 or more than 10 digits.
    case invalidDigits
    /// A time step is shorter than a second or longer than a day.
    case invalidPeriod

    /// The cause in words.
    package var description: String {
        switch self {
        case .invalidDigits: "a code must have 4 to 10 digits"
        case .invalidPeriod: "the period must be 1 to 86400 seconds"
        }
    }
}
