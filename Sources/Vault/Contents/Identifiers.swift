import Encodings
import Primitives

/// 128 bits, put in order as a number.
package struct IdentifierBits: Sendable, Hashable, Comparable {
    // A `UInt128` needs more alignment than the frames of asynchronous functions have.
    package let high: UInt64
    package let low: UInt64

    /// The bits of 16 bytes in network byte order.
    fileprivate init(_ bytes: [UInt8]) {
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
        bytes.appendInteger(high)
        bytes.appendInteger(low)
        return bytes
    }

    package static func < (left: Self, right: Self) -> Bool { (left.high, left.low) < (right.high, right.low) }
}

/// 128 random bits, the form of every identifier that a device makes; in text they are lower-case hexadecimal.
package protocol RandomIdentifier: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The bits, by which identifiers are put in order.
    var bits: IdentifierBits { get }
    /// The identifier with these bits.
    init(bits: IdentifierBits)
}

extension RandomIdentifier {
    /// A new identifier.
    package static func random() -> Self {
        Self(bits: IdentifierBits(randomBytes(count: 16)))
    }

    /// Nil unless `text` has the form of an identifier.
    package init?(checking text: String) {
        guard let bits = IdentifierBits(hexadecimal: text.utf8) else { return nil }
        self.init(bits: bits)
    }

    /// Takes a text that is known to have the form of an identifier; use `init(checking:)` on input.
    package init(unchecked text: String) {
        guard let identifier = Self(checking: text) else { preconditionFailure("an identifier was taken unchecked") }
        self = identifier
    }

    /// 32 lower-case hexadecimal digits.
    package var rawValue: String { Hex.encode(bytes) }

    /// The 16 bytes that the digits stand for.
    package var bytes: [UInt8] { bits.bytes }

    package var description: String { rawValue }

    package static func < (left: Self, right: Self) -> Bool { left.bits < right.bits }
}

/// Names an entry for its whole life, on every device.
package struct EntryID: RandomIdentifier {
    package let bits: IdentifierBits
    package init(bits: IdentifierBits) { self.bits = bits }
}

/// Names a device among those that share a backup.
package struct DeviceID: RandomIdentifier {
    package let bits: IdentifierBits
    package init(bits: IdentifierBits) { self.bits = bits }
}

/// Names a backup: one recovery account's series of snapshots in one storage.
package struct BackupID: RandomIdentifier {
    package let bits: IdentifierBits
    package init(bits: IdentifierBits) { self.bits = bits }
}
