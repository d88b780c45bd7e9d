import DeviceCore
import Encodings
import Foundation
import Synchronization

/// The sign-in requests that wait for an answer on this device, as the services tell them, and how many notices nobody has
/// said they have read, for every open page.
final class RequestBoard: Sendable {
    private struct State {
        var waiting: [RequestListing] = []
        var notices = 0
        var hasNews = false
        var listeners: [UUID: AsyncStream<Void>.Continuation] = [:]
    }

    /// How many requests of one account are kept at most; no service has so many wait.
    static let limit = 100
    private let state = Mutex(State())
    private let now: @Sendable () -> Instant

    init(now: @escaping @Sendable () -> Instant) {
        self.now = now
    }

    /// What waits now, the oldest first.
    var waiting: [RequestListing] {
        let now = now()
        return state.withLock { $0.waiting.filter { $0.expires > now } }
    }

    /// Takes what a watcher tells.
    func take(_ event: RequestWatch.Event) {
        switch event {
        case .request(let request):
            // A watcher that starts again tells once more what waits.
            change { waiting in
                guard !waiting.contains(where: { $0.id == request.id }) else { return }
                let others = waiting.count { $0.entry == request.entry }
                if others < Self.limit { waiting.append(request) }
            }
        case .closed(let id, _): close(id)
        case .notice: state.withLock { $0.hasNews = true }
        case .connected, .broken, .ended: break
        }
    }

    /// How many notices ask whether it was the person, as of the last look.
    var notices: Int { state.withLock { $0.notices } }

    /// Takes how many notices there are.
    func take(notices count: Int) {
        state.withLock { state in
            guard state.notices != count else { return }
            state.notices = count
            for listener in state.listeners.values { listener.yield() }
        }
    }

    /// Whether something has happened to an account since this was last asked.
    func takeNews() -> Bool {
        state.withLock { state in
            defer { state.hasNews = false }
            return state.hasNews
        }
    }

    /// Takes away a request that has its answer.
    func close(_ id: String) {
        change { $0.removeAll { $0.id == id } }
    }

    /// Takes away everything; without a watcher nothing here is known to be true.
    func clear() {
        change { $0 = [] }
    }

    /// Takes away what waited too long.
    func expire() {
        let now = now()
        change { $0.removeAll { $0.expires <= now } }
    }

    /// Tells every open page, though nothing here has changed.
    func tellAll() {
        state.withLock { state in
            for listener in state.listeners.values { listener.yield() }
        }
    }

    /// How many open pages listen.
    var listenerCount: Int { state.withLock { $0.listeners.count } }

    /// Tells once at the beginning and then of each change, until it is ended.
    func listen() -> RequestListener {
        let id = UUID()
        let (changes, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        state.withLock { $0.listeners[id] = continuation }
        continuation.yield()
        return RequestListener(changes: changes) { [weak self] in
            continuation.finish()
            self?.state.withLock { $0.listeners[id] = nil }
        }
    }

    private func change(_ body: (inout [RequestListing]) -> Void) {
        state.withLock { state in
            let before = state.waiting
            body(&state.waiting)
            guard state.waiting != before else { return }
            for listener in state.listeners.values { listener.yield() }
        }
    }
}

/// An open page that wants to know of changes.
struct RequestListener: Sendable {
    let changes: AsyncStream<Void>
    /// Ends the changes.
    let end: @Sendable () -> Void
}
