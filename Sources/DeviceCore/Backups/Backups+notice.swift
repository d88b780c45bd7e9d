extension Backups {
    /// What has to be said of the backup, where the vault opens without anyone being asked.
    package func notice(after failure: Failure? = nil) -> BackupNotice? {
        device.contentsUnasked().map(BackupStatus.init)?.notice(after: failure, at: device.now())
    }
}
