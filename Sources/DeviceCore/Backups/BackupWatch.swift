import Encodings

/// Keeps a backup up to date in the background: retries what waits, and reads the newest snapshot back once a day.
package struct BackupWatch: Sendable {
    private let app: DeviceApp
    private let sleep: @Sendable (Duration) throws -> Void

    /// How often the vault is looked at.
    package static let interval = Duration.seconds(20)
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

    /// A watcher of one app; `sleep` is a test's to replace.
    package init(_ app: DeviceApp, sleep: (@Sendable (Duration) throws -> Void)? = nil) {
        self.app = app
        self.sleep = sleep ?? { try app.wait(for: $0) }
    }

    /// Watches for as long as somebody waits.
    ///
    /// Throws at once where the backup is off.
    @available(*, noasync)
    package func run(_ report: (Event) -> Void) throws {
        guard try app.backupStatus().state != "off" else {
            throw DeviceApp.backupOff(app.contentsUnasked())
        }
        var failures = 0
        while true {
            do {
                if let event = try step() { report(event) }
                failures = 0
                try sleep(Self.interval)
            } catch is CancellationError {
                return
            } catch {
                failures += 1
                let pause = min(Self.interval * (1 << min(failures, 8)), Self.longestPause)
                report(.failed(Failure(explaining: error), pause: pause))
                do {
                    try sleep(pause)
                } catch {
                    return
                }
            }
        }
    }

    private func step() throws -> Event? {
        if let status = try app.backUpIfPending() { return .backedUp(status) }
        let status = try app.backupStatus()
        guard status.state == "on", status.generation != nil else { return nil }
        let age = status.lastVerified.map { app.now().seconds(since: $0) } ?? .max
        guard age > Self.verificationAge else { return nil }
        return .verified(try app.verifyBackup())
    }
}
