package import DeviceCore
package import Encodings

/// The sign-in requests that wait for an answer on this device, as the services tell them, and how many notices nobody has
/// said they have read, for every open page.
package final class RequestBoard: Sendable {
    private struct State {
        var waiting: [RequestListing] = []
        var notices = 0
        var hasNews = false
        var listeners: [Int: @Sendable () -> Void] = [:]
        var lastListener = 0

        func tell() {
            for listener in listeners.values { listener() }
        }
    }

    /// How many requests of one account are kept at most; no service has so many wait.
    static let limit = 100
    private let state = SharedValue(State())
    private let now: @Sendable () -> Instant

    package init(now: @escaping @Sendable () -> Instant) {
        self.now = now
    }

    /// What waits now, the oldest first.
    package var waiting: [RequestListing] {
        let now = now()
        return state.change { $0.waiting.filter { $0.expires > now } }
    }

    /// Takes what a watcher tells.
    package func take(_ event: RequestWatch.Event) {
        switch event {
        case .request(let request):
            // A watcher that starts again tells once more what waits.
            change { waiting in
                guard !waiting.contains(where: { $0.id == request.id }) else { return }
                let others = waiting.count { $0.entry == request.entry }
                if others < Self.limit { waiting.append(request) }
            }
        case .closed(let id, _): close(id)
        case .notice: state.change { $0.hasNews = true }
        case .connected, .broken, .ended: break
        }
    }

    /// How many notices ask whether it was the person, as of the last look.
    var notices: Int { state.change { $0.notices } }

    /// Takes how many notices there are.
    package func take(notices count: Int) {
        state.change { state in
            guard state.notices != count else { return }
            state.notices = count
            state.tell()
        }
    }

    /// Whether something has happened to an account since this was last asked.
    package func takeNews() -> Bool {
        state.change { state in
            defer { state.hasNews = false }
            return state.hasNews
        }
    }

    /// Takes away a request that has its answer.
    package func close(_ id: String) {
        change { $0.removeAll { $0.id == id } }
    }

    /// Takes away everything; without a watcher nothing here is known to be true.
    package func clear() {
        change { $0 = [] }
    }

    /// Takes away what waited too long.
    package func expire() {
        let now = now()
        change { $0.removeAll { $0.expires <= now } }
    }

    /// Tells every open page, though nothing here has changed.
    package func tellAll() {
        state.change { $0.tell() }
    }

    /// How many open pages listen.
    package var listenerCount: Int { state.change { $0.listeners.count } }

    /// Has `tell` called at once and at each change, until ``end(_:)`` is given the number that this returns.
    func listen(_ tell: @escaping @Sendable () -> Void) -> Int {
        state.change { state in
            state.lastListener += 1
            state.listeners[state.lastListener] = tell
            tell()
            return state.lastListener
        }
    }

    /// Ends what ``listen(_:)`` has begun.
    func end(_ number: Int) {
        state.change { $0.listeners[number] = nil }
    }

    private func change(_ body: (inout [RequestListing]) -> Void) {
        state.change { state in
            let before = state.waiting
            body(&state.waiting)
            guard state.waiting != before else { return }
            state.tell()
        }
    }
}
