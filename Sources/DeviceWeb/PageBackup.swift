import DeviceCore

/// Backs up what changes while the page is open.
struct PageBackup: Sendable {
    let app: DeviceApp

    /// Watches until the task is cancelled; while backup is off or the vault is locked, it looks again later.
    func keep() async {
        while !Task.isCancelled {
            if (try? app.needsPassphrase()) == false {
                // Once locked, it asks for no passphrase at a terminal, and goes on soon after it is unlocked.
                try? await app.leavingLocked.waiting { app in try BackupWatch(app, endsWhenLocked: true).run { _ in } }
            }
            do {
                try await Task.sleep(for: BackupWatch.interval)
            } catch {
                return
            }
        }
    }
}
