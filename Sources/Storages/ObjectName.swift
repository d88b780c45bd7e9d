package import Encodings
import OutsideText
import Primitives

/// The name of a snapshot in a storage: `backup id/generation-random`, which says nothing of the contents.
package struct ObjectName: Sendable, Hashable, CustomStringConvertible {
    /// The backup.
    package let backup: BackupID
    /// The snapshot's number.
    package let generation: UInt64
    /// 16 random hexadecimal digits: no two attempts have one name.
    package let suffix: String

    /// A new name for a snapshot.
    package static func fresh(backup: BackupID, generation: UInt64) -> ObjectName {
        let suffix = Hex.encode(randomBytes(count: 8))
        return ObjectName(backup: backup, generation: generation, suffix: suffix)
    }

    /// Nil unless `leaf` is the last part of a name in its one canonical form.
    package init?(backup: BackupID, leaf: String) {
        let parts = leaf.pieces(at: "-", keepingEmpty: true)
        guard
            parts.count == 2,
            parts[0].utf8.count >= 8,
            parts[0].utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let generation = UInt64(parts[0]),
            parts[1].utf8.count == 16,
            parts[1].utf8.allSatisfy({ Hex.isLowerCaseDigit($0) })
        else { return nil }
        self.init(backup: backup, generation: generation, suffix: String(parts[1]))
        guard self.leaf == leaf else { return nil }
    }

    /// Nil unless `text` is a whole name in its one canonical form.
    package init?(_ text: String) {
        let parts = text.pieces(at: "/", keepingEmpty: true)
        guard parts.count == 2, let backup = BackupID(String(parts[0])) else { return nil }
        self.init(backup: backup, leaf: String(parts[1]))
    }

    private init(backup: BackupID, generation: UInt64, suffix: String) {
        self.backup = backup
        self.generation = generation
        self.suffix = suffix
    }

    /// The part behind the backup's identifier.
    package var leaf: String {
        let digits = String(generation)
        return String(repeating: "0", count: max(0, 8 - digits.count)) + digits + "-" + suffix
    }

    package var description: String { backup.rawValue + "/" + leaf }
}
