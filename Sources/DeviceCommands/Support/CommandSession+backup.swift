import DeviceCore
import Synchronization
import Vault

extension CommandSession {
    /// Backs up what waits, after the command has done its own work.
    ///
    /// The command has succeeded even where this fails: ``tellOfBackup(besides:)`` tells that at the end. Nothing is said
    /// of a success unless the command changed something.
    func backUp(afterChange: Bool) {
        do {
            guard let status = try device.backups.backUpIfPending(briefly: !afterChange), afterChange else { return }
            terminal.progress("backup.done", ["n": String(status.entries ?? 0)])
            tellPassedOver(status)
        } catch {
            let failure = Failure(explaining: error)
            run.state.withLock { $0.failure = failure }
        }
    }

    /// Backs up what has changed or, where no backup is on, says how to turn it on.
    func goOnWithoutStorage() {
        backUp(afterChange: true)
        guard !terminal.json, let contents = device.contentsUnasked(), contents.deviceBound.backup == nil else {
            return
        }
        terminal.say("backup.next")
    }

    /// Says after the result, where someone watches, that the accounts here are in no backup; with restraint where accounts
    /// were `added`.
    func remindOfBackup(added: Int? = nil) {
        guard let contents = device.contentsUnasked(), contents.asksForBackup(added: added) else { return }
        terminal.progress(contents.hasPersonalAccount ? "backup.next" : "backup.next.withoutAccount")
    }

    /// Says once in a run that the backup is pending or failing, since when, and what to do.
    ///
    /// Nothing is said where the vault was not opened, or where the command ends with that very failure.
    func tellOfBackup(besides error: (any Error)? = nil) {
        let (isDue, failure) = run.state.withLock { state in
            defer { state.isToldOfBackup = true }
            return (state.hasOpenedVault && !state.isToldOfBackup, state.failure)
        }
        guard isDue, let notice = device.backups.notice(after: failure) else { return }
        if case .failing(let failure) = notice.cause, let error, Failure(explaining: error).code == failure.code {
            return
        }
        Terminal.printError(terminal.words.text(notice) + "\n")
    }

    /// Leaves it to the command's own result to say what has to be said of the backup.
    func saysItselfOfBackup() {
        run.state.withLock { $0.isToldOfBackup = true }
    }
}
