import Sodium

/// 128 random bits in lower-case hexadecimal, the form of every identifier that a device makes.
package protocol RandomIdentifier: Sendable, Hashable, CustomStringConvertible {
    /// 32 lower-case hexadecimal digits.
    var rawValue: String { get }
    /// Takes a value without checking it; use `init(checking:)` on input.
    init(unchecked rawValue: String)
}

extension RandomIdentifier {
    /// A new identifier.
    package static func random() -> Self {
        Self(unchecked: Hex.encode(randomBytes(count: 16)))
    }

    /// Nil unless `text` has the form of an identifier.
    package init?(checking text: String) {
        guard text.utf8.count == 32, text.utf8.allSatisfy(Hex.isLowerCaseDigit) else { return nil }
        self.init(unchecked: text)
    }

    package var description: String { rawValue }
}

/// Names an entry for its whole life, on every device.
package struct EntryID: RandomIdentifier {
    package let rawValue: String
    package init(unchecked rawValue: String) { self.rawValue = rawValue }
}

/// Names a device among those that share a backup.
package struct DeviceID: RandomIdentifier {
    package let rawValue: String
    package init(unchecked rawValue: String) { self.rawValue = rawValue }
}

/// Names a backup: one recovery account's series of snapshots in one storage.
package struct BackupID: RandomIdentifier {
    package let rawValue: String
    package init(unchecked rawValue: String) { self.rawValue = rawValue }
}
