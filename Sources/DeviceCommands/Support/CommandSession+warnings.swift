import DeviceCore
import Encodings
import Entries
import Synchronization
import Vault

extension CommandSession {
    /// Says at the end of every command which accounts no longer accept this device, and what to do.
    ///
    /// Nothing is said once more of what the command itself has failed by, or the notice of the backup has told.
    func tellOfRemoval(besides error: (any Error)? = nil) {
        let (isDue, isRecoveryAccountTold) = run.state.withLock { state in
            defer { state.isToldOfRemoval = true }
            return (state.hasOpenedVault && !state.isToldOfRemoval, state.isToldOfRecoveryAccount)
        }
        let told = Self.removals
        guard isDue, !terminal.json, let contents = device.contentsUnasked(),
            error.map({ told.contains(Failure(explaining: $0).code) }) != true
        else { return }
        let isBackupTold = isRecoveryAccountTold || device.backups.notice().map { $0.isOf(told) } ?? false
        for listing in contents.listing {
            if isBackupTold, listing.id == contents.deviceBound.backup?.recoveryEntry.rawValue { continue }
            if let text = terminal.words.removal(of: listing) { Terminal.printError(text + "\n") }
        }
    }

    /// What fails where an account no longer accepts this device.
    private static let removals: [FailureCode] = [.deviceSuspended, .sessionEnded, .noSuchDevice, .deviceRefused]

    /// Says nothing further of the recovery account where the command's result says that the backup fails by a removal.
    func hasSaid(_ trouble: Failure) {
        guard Self.removals.contains(trouble.code) else { return }
        run.state.withLock { $0.isToldOfRecoveryAccount = true }
    }

    /// Leaves it to the command to say that this device was removed.
    func saysItselfOfRemoval() {
        run.state.withLock { $0.isToldOfRemoval = true }
    }

    /// Warns where an account here, or the one just added, looks like the second factor of the backup's own storage.
    func warnOfSecondFactor(_ added: EntryListing? = nil) {
        guard !terminal.json, let label = device.contentsUnasked()?.secondFactorOfStorage(added?.id) else { return }
        terminal.say("warning.secondFactor", ["label": label])
    }

    /// Tells people that the clock is off, if it is by half a step or more.
    func tellClock(_ offset: Double) {
        guard abs(offset) >= ClockTolerance.seconds else { return }
        terminal.say("notice.clock", ["seconds": String(Int(abs(offset)))])
    }
}
