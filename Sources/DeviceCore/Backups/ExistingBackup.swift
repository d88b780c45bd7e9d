/// What to do with a backup that the recovery account has already.
package enum ExistingBackup: String, Sendable, CaseIterable {
    /// Take its accounts to this device, which has none of its own but the recovery account, and go on with it.
    case recover
    /// Put its accounts and this device's together, and go on with it.
    case keepBoth = "keep-both"
    /// Begin a new one; the key of the old one is gone, so that its snapshots can no longer be opened.
    case replace

    /// Whether the backup that there is goes on.
    var joins: Bool { self != .replace }
}
