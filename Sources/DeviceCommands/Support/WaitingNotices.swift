import DeviceCore
import Synchronization

/// The notices that were not shown yet.
final class WaitingNotices: Sendable {
    /// How many wait at most: of more, the oldest are left to `sparekey notices`.
    private static let most = 1000
    private let notices = Mutex<[NoticeListing]>([])

    /// Notes a notice; false where others wait already, with which it is shown.
    func note(_ event: RequestWatch.Event) -> Bool {
        guard case .notice(let notice) = event else { return true }
        return notices.withLock { notices in
            defer {
                if notices.count >= Self.most { notices.removeFirst() }
                notices.append(notice)
            }
            return notices.isEmpty
        }
    }

    /// All of them, which are shown now.
    func take() -> [NoticeListing] {
        notices.withLock { notices in
            defer { notices = [] }
            return notices
        }
    }
}
