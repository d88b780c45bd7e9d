import DeviceCore
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

extension PageSite {
    /// Counts the notices that ask whether it was the person.
    func count(_ notices: [NoticeListing]) {
        var count = 0
        for notice in notices where DevicesModel.Notice.asks(notice, own: device.approvals.ownDevices(of: notice.entry))
        {
            count += 1
        }
        requestBoard.take(notices: count)
    }

    /// The sentence that notices ask whether it was the person; nil where none does.
    func noticed(_ words: Catalogue) -> String? {
        let count = requestBoard.notices
        return count == 0 ? nil : words.text(count, "page.accounts.notices", ["n": String(count)])
    }
}
