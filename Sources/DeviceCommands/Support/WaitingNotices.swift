import DeviceCore
import Synchronization

/// The notices that were not shown yet.
final class WaitingNotices: Sendable {
    private let notices = Mutex<[NoticeListing]>([])

    /// Notes a notice.
    func note(_ event: RequestWatch.Event) {
        if case .notice(let notice) = event { notices.withLock { $0.append(notice) } }
    }

    /// All of them, which are shown now.
    func take() -> [NoticeListing] {
        notices.withLock { notices in
            defer { notices = [] }
            return notices
        }
    }
}
