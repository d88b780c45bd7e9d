import AccountAPI
import Encodings
import SQLDatabase

/// Tells a backup under one key from every other one, also from one that was made under the same identifier later.
struct BackupMark: Sendable, Hashable {
    let id: BackupID
    let epoch: UInt32
    /// Nil for a backup that was made before this was noted.
    let made: String?

    /// One line, as a row of what was replaced holds it; nil stands for no backup.
    static func text(_ mark: BackupMark?) -> String {
        mark.map { "\($0.id.rawValue) \($0.epoch) \($0.made ?? "")" } ?? ""
    }
}

extension BackupMark {
    /// The backup for which a change of a password was started; nil where there was none.
    init?(registration row: SQLRow) throws {
        guard let id: BackupID = try row.optionalID("backup") else { return nil }
        self.init(
            id: id,
            epoch: UInt32(truncatingIfNeeded: try row.optionalInteger("backup_epoch") ?? 0),
            made: try row.optionalText("backup_made")
        )
    }
}

extension BackupState {
    /// What tells it from others.
    var mark: BackupMark { BackupMark(id: id, epoch: epoch, made: made) }
}
