import DeviceCore
import Threads

/// Backs up what changes while the page is open.
struct PageBackup: Sendable {
    let device: Device

    /// Watches until the page ends; while backup is off or the vault is locked, it looks again later.
    func keep() {
        let pauses = ThreadPauses(device.cancellation)
        repeat {
            if (try? device.needsPassphrase()) == false {
                // Once locked, it asks for no passphrase at a terminal, and goes on soon after it is unlocked.
                try? BackupWatch(device.leavingLocked, endsWhenLocked: true).run { _ in }
            }
        } while pauses.pause(for: BackupWatch.interval)
    }
}
