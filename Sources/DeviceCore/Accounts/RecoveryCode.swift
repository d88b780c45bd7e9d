import AccountAPI
package import Primitives

/// The recovery code on paper: a second secret of an account, for the day when the password is forgotten.
///
/// It has 26 random characters of 32, which is 130 bits, and two check characters.
package struct RecoveryCode: Sendable, Equatable {
    /// The 28 characters in upper case without hyphens: what OPAQUE blinds.
    ///
    /// They never leave the device.
    package let bytes: SecretBytes

    /// How many characters a code has, check characters included.
    package static let length = 28
    private static let groupLength = 4

    /// Makes a new code.
    package static func random() -> RecoveryCode {
        // It has room for all, so that no shorter copy is left behind.
        var symbols: [UInt8] = []
        symbols.reserveCapacity(length)
        var random = SecretBytes.random(count: length - RecoveryCodeCheck.length).exposedBytes()
        defer {
            wipe(&symbols)
            wipe(&random)
        }
        for byte in random { symbols.append(byte & 31) }
        symbols += RecoveryCodeCheck.symbols(for: symbols)
        return RecoveryCode(symbols: symbols)
    }

    /// Reads a code as people type it: either case, O for 0, I and L for 1; whatever is no letter or digit is skipped.
    ///
    /// A mistyped or exchanged character, or two of them, is always noticed; more of them but once in 1024 times.
    package init(typed: SecretBytes) throws(RecoveryCodeError) {
        var copy = typed.exposedBytes()
        var symbols: [UInt8] = []
        symbols.reserveCapacity(Self.length)
        defer {
            wipe(&copy)
            wipe(&symbols)
        }
        for byte in copy where CodeAlphabet.isLetterOrDigit(byte) {
            guard symbols.count < Self.length, let symbol = CodeAlphabet.symbol(of: byte) else { throw .mistyped }
            symbols.append(symbol)
        }
        let data = symbols.dropLast(RecoveryCodeCheck.length)
        guard symbols.count == Self.length,
            RecoveryCodeCheck.symbols(for: data).elementsEqual(symbols.suffix(RecoveryCodeCheck.length))
        else { throw .mistyped }
        self.init(symbols: symbols)
    }

    private init(symbols: [UInt8]) {
        var characters = symbols.map { CodeAlphabet.characters[Int($0)] }
        bytes = SecretBytes(wiping: &characters)
    }

    /// The code as it is written down, seven groups of four.
    ///
    /// The string cannot be wiped: make it to be shown, only.
    package var text: String {
        var copy = bytes.exposedBytes()
        defer { wipe(&copy) }
        return stride(from: 0, to: copy.count, by: Self.groupLength)
            .map { String(decoding: copy[$0..<min($0 + Self.groupLength, copy.count)], as: UTF8.self) }
            .joined(separator: "-")
    }
}

extension RecoveryCode: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Says that the code is hidden.
    package var description: String { "RecoveryCode(redacted)" }

    /// Says that the code is hidden.
    package var debugDescription: String { description }

    /// Shows no children.
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// The two check characters: a Reed-Solomon code over 32 symbols, shortened from 31 characters to 28.
///
/// Two codes differ in three characters at least, so one or two wrong ones never make another code, wherever they are.
private enum RecoveryCodeCheck {
    /// How many check characters there are.
    static let length = 2

    /// The remainder of the characters, as a polynomial, by (x - 2)(x - 4) = x² + 6x + 8.
    static func symbols(for data: some Sequence<UInt8>) -> [UInt8] {
        var (high, low): (UInt8, UInt8) = (0, 0)
        for symbol in data {
            let factor = symbol ^ high
            let (two, four) = (double(factor), double(double(factor)))
            (high, low) = (low ^ two ^ four, double(four))
        }
        return [high, low]
    }

    /// Twice a symbol in the field of 32 with x⁵ + x² + 1.
    private static func double(_ symbol: UInt8) -> UInt8 {
        let shifted = symbol << 1
        return shifted & 32 == 0 ? shifted : shifted ^ 0b100101
    }
}

/// Why a text is no recovery code.
package enum RecoveryCodeError: Explainable {
    /// A character is wrong, missing or too many. Found on the device, without spending an attempt.
    case mistyped

    package var failure: Failure { Failure(.recoveryCodeMistyped) }
}

/// What signs in to a recovery account.
package enum RecoverySecret: Sendable {
    /// The password.
    case password(Password)
    /// The recovery code, which a new password uses up.
    case recoveryCode(RecoveryCode)

    /// The bytes that are blinded.
    var bytes: SecretBytes {
        switch self {
        case .password(let password): password.bytes
        case .recoveryCode(let code): code.bytes
        }
    }
}
