import DeviceCore
import Encodings
import Synchronization

/// The requests that wait for an answer.
final class OpenRequests: Sendable {
    private let ids = Mutex<Set<String>>([])

    /// Notes a request, or that one needs no answer any more.
    func note(_ event: RequestWatch.Event) {
        ids.withLock { ids in
            switch event {
            case .request(let request): ids.insert(request.id)
            case .closed(let id, _): ids.remove(id)
            case .notice, .connected, .broken, .ended: break
            }
        }
    }

    /// Whether a request still waits.
    func holds(_ request: RequestListing) -> Bool {
        Instant.now() < request.expires && ids.withLock { $0.contains(request.id) }
    }
}
