extension Failure {
    /// The number of a backup that can be recovered in place of the one that could not be; nil where there is none.
    package var otherBackup: UInt64? {
        switch (detail, situation) {
        case (.intact(let generation, _), _): generation
        case (.rolledBack, .underOldKey): nil
        case (.rolledBack(let found, _), _): found
        case (.oldHead(_, let newest), .newerInStorage): newest
        case (.oldHead(let found, _), .unopenedInStorage): found
        default: nil
        }
    }
}
