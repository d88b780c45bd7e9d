import DeviceCore
import DevicePages
import Encodings
import Threads

/// Counts the notices that nobody has said they have read, while the page is open, for as long as the vault is.
struct PageNotices: Sendable {
    /// How often the services are asked of what no watcher hears, in seconds.
    static let interval: Int64 = 300
    let site: PageSite

    /// Counts until the page ends: once the vault is open, when a service tells of something, and every few minutes.
    func keep() {
        var last: Instant?
        let pauses = ThreadPauses(site.device.cancellation)
        repeat {
            if site.device.contentsUnasked() == nil {
                site.requestBoard.take(notices: 0)
                last = nil
            } else {
                let isDue = last.map { !site.now().isWithin(Self.interval, of: $0) } ?? true
                if site.requestBoard.takeNews() || isDue {
                    last = site.now()
                    // What cannot be asked stays as it was.
                    if let notices = try? site.device.approvals.notices(of: nil) { site.count(notices) }
                }
            }
        } while pauses.pause(for: PageRequests.interval)
    }
}
