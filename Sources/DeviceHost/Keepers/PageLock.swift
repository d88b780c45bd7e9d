import DeviceCore
import DevicePages
import Threads

/// Tells the open pages that the vault was locked, so that they show nothing of it any more, and forgets what was
/// begun.
struct PageLock: Sendable {
    /// How often the lock is looked at: the look reads no vault, only whether its key is kept still.
    static let interval = Duration.seconds(1)
    let device: Device
    let board: RequestBoard
    /// Forgets what was begun on a page and what could be undone, with the secrets in it.
    let forget: @Sendable () -> Void
    /// Which look counts where no page is open: what was begun in one that was closed has no page to leave.
    private static let restingLook = 20

    /// Looks until the page ends: each time while a page is open, seldom otherwise.
    func keep() {
        let pauses = ThreadPauses(device.cancellation)
        var looks = 0
        repeat {
            looks += 1
            guard board.listenerCount > 0 || looks % Self.restingLook == 0,
                (try? device.needsPassphrase()) == true
            else { continue }
            forget()
            board.tellAll()
        } while pauses.pause(for: Self.interval)
    }
}
