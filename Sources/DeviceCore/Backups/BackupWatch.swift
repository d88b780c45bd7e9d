import Encodings
import HTTPExchange

/// Keeps a backup up to date in the background: retries what waits, and reads the newest snapshot back once a day.
package struct BackupWatch: Sendable {
    private let device: Device
    private let endsWhenLocked: Bool
    private let sleep: @Sendable (Duration) throws -> Void

    /// How often the vault is looked at.
    package static let interval = Duration.seconds(20)
    /// How soon it is tried again where another process was writing to the vault.
    package static let busyPause = Duration.seconds(2)
    /// How often in a row that is no failure.
    static let busyTries = 10
    /// The longest pause after failures.
    package static let longestPause = Duration.seconds(1800)
    /// How old the last verification may become.
    package static let verificationAge: Int64 = 86_400

    /// What a watcher tells.
    package enum Event: Sendable {
        /// A snapshot was made, read back, opened and compared.
        case backedUp(BackupStatus)
        /// The newest snapshot was fetched, opened and compared.
        case verified(BackupStatus)
        /// A try failed; the next comes after the pause.
        case failed(Failure, pause: Duration)
    }

    /// A watcher of one device, which ends where the vault is locked or goes on trying; `sleep` is a test's to replace.
    package init(
        _ device: Device,
        endsWhenLocked: Bool = false,
        sleep: (@Sendable (Duration) throws -> Void)? = nil
    ) {
        self.device = device
        self.endsWhenLocked = endsWhenLocked
        self.sleep = sleep ?? { try device.wait(for: $0) }
    }

    /// Watches for as long as somebody waits; a busy vault is tried again soon, and is no failure unless it stays so.
    ///
    /// Throws at once where the backup is off.
    @available(*, noasync)
    package func run(_ report: (Event) -> Void) throws {
        guard try device.backups.status().state != "off" else {
            throw Backups.off(device.contentsUnasked())
        }
        var (failures, busy) = (0, 0)
        while true {
            var pause = Self.interval
            do {
                if let event = try step() { report(event) }
                (failures, busy) = (0, 0)
            } catch  where device.cancellation.isCancelled {
                return
            } catch {
                let failure = Failure(explaining: error)
                if endsWhenLocked, failure.code == .passphraseNeeded { return }
                if failure.code == .vaultBusy, busy < Self.busyTries {
                    // Somebody changes the vault just now, so there may be more to back up in a moment.
                    busy += 1
                    pause = Self.busyPause
                } else {
                    failures += 1
                    pause = min(Self.interval * (1 << min(failures, 8)), Self.longestPause)
                    report(.failed(failure, pause: pause))
                }
            }
            do {
                try sleep(pause)
            } catch {
                return
            }
        }
    }

    private func step() throws -> Event? {
        if let status = try device.backups.backUpIfPending() { return .backedUp(status) }
        let status = try device.backups.status()
        guard status.state == "on", status.generation != nil else { return nil }
        let isChecked = status.lastVerified.map { device.now().isWithin(Self.verificationAge, of: $0) } ?? false
        guard !isChecked else { return nil }
        return .verified(try device.backups.verify())
    }
}
