extension Failure {
    /// The number of a backup that can be recovered in place of the one that could not be; nil where there is none.
    package var otherBackup: UInt64? {
        let situation = values[Self.situation].flatMap(Situation.init)
        let number: String? =
            switch (code, situation) {
            case (.backupDamaged, _): values["intact"] == nil ? nil : values["generation"]
            case (.backupRolledBack, .underOldKey): nil
            case (.backupRolledBack, _): values["found"]
            case (.headRolledBack, .newerInStorage): values["newest"]
            case (.headRolledBack, .unopenedInStorage): values["found"]
            default: nil
            }
        return number.flatMap(UInt64.init)
    }
}
