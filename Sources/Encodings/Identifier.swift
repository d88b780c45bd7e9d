/// The name of one thing for its whole life: 128 bits, in text 32 lower-case hexadecimal digits.
///
/// An identifier of one kind of thing is never taken for that of another.
package struct Identifier<Named>: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The bits, by which identifiers are put in order.
    package let bits: IdentifierBits

    /// The identifier with these bits.
    package init(bits: IdentifierBits) { self.bits = bits }

    /// Nil unless `text` has the form of an identifier.
    package init?(_ text: String) {
        guard let bits = IdentifierBits(hexadecimal: text.utf8) else { return nil }
        self.init(bits: bits)
    }

    /// Takes a text that is known to have the form of an identifier; use `init(_:)` on input.
    package init(unchecked text: String) {
        guard let identifier = Self(text) else { preconditionFailure("an identifier was taken unchecked") }
        self = identifier
    }

    /// The identifier with these 16 bytes.
    package init(bytes: some Collection<UInt8>) {
        precondition(bytes.count == 16, "an identifier has 16 bytes")
        self.init(bits: IdentifierBits(bytes))
    }

    /// 32 lower-case hexadecimal digits.
    package var rawValue: String { Hex.encode(bytes) }

    /// The 16 bytes that the digits stand for.
    package var bytes: [UInt8] { bits.bytes }

    package var description: String { rawValue }

    package static func < (left: Self, right: Self) -> Bool { left.bits < right.bits }
}

/// What identifiers name; a module adds what only it and those above it name.
package enum Named {
    /// A backup: one recovery account's series of snapshots in one storage.
    ///
    /// The device makes this one.
    package enum Backup {}
    /// A personal account, or that of an organisation's member.
    package enum Account {}
    /// A device of an account.
    package enum Device {}
    /// A session.
    package enum Session {}
    /// An OPAQUE credential: the identifier that its OPRF key is derived from.
    package enum Credential {}
}

package typealias BackupID = Identifier<Named.Backup>

/// 128 bits, put in order as a number.
package struct IdentifierBits: Sendable, Hashable, Comparable {
    // A `UInt128` needs more alignment than the frames of asynchronous functions have.
    package let high: UInt64
    package let low: UInt64

    /// The bits of 16 bytes in network byte order.
    fileprivate init(_ bytes: some Collection<UInt8>) {
        high = bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        low = bytes.dropFirst(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Nil unless `digits` are 32 lower-case hexadecimal digits.
    fileprivate init?(hexadecimal digits: String.UTF8View) {
        guard digits.count == 32 else { return nil }
        var (high, low): (UInt64, UInt64) = (0, 0)
        for digit in digits {
            guard Hex.isLowerCaseDigit(digit), let value = Hex.value(of: digit) else { return nil }
            high = high << 4 | low >> 60
            low = low << 4 | UInt64(value)
        }
        (self.high, self.low) = (high, low)
    }

    fileprivate var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(16)
        for half in [high, low] {
            for shift in stride(from: 56, through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: half >> UInt64(shift)))
            }
        }
        return bytes
    }

    package static func < (left: Self, right: Self) -> Bool { (left.high, left.low) < (right.high, right.low) }
}
