import DeviceCore
import Threads

/// Tells the open pages that the vault was locked, so that they show nothing of it any more.
struct PageLock: Sendable {
    /// How often the lock is looked at: the look reads no vault, only whether its key is kept still.
    static let interval = Duration.seconds(1)
    let device: Device
    let board: RequestBoard

    /// Looks until the page ends, and only while a page is open.
    func keep() {
        let pauses = ThreadPauses(device.cancellation)
        repeat {
            if board.listenerCount > 0, (try? device.needsPassphrase()) == true { board.tellAll() }
        } while pauses.pause(for: Self.interval)
    }
}
