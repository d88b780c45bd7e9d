import AccountAPI
import Logging
import SQLDatabase
import ServiceLifecycle
import Synchronization

/// Tells the connected devices of this node what happens to their accounts.
///
/// The rows of the database are the truth, wherever they were written: while a device is connected, one query a quarter
/// of a second looks for new ones. What this process writes itself is told at once.
final class LiveFeed: Sendable {
    /// How often the database is looked into.
    static let interval = Duration.milliseconds(250)
    /// After how many looks each device is sent a sign of life: 20 seconds.
    static let pingRounds = 80
    /// How long a stream lasts; a device comes back with its cursor, and its credential is looked at again.
    static let lifetime = Milliseconds.hour
    /// How many streams a device can have at once; another one ends the oldest.
    static let streamsPerDevice = 4
    private static let overlap = 5 * Milliseconds.second
    private let database: any SQLEngine
    private let atRest: AtRest
    private let clock: @Sendable () -> Milliseconds
    private let state: Mutex<State>

    private struct State {
        var listeners: [AccountID: [LiveListener]] = [:]
        var count = 0
        /// The keys of what was told, with their times, as far back as the next look reaches.
        var told: [String: Milliseconds] = [:]
        /// When the database was last looked into.
        var looked: Milliseconds
    }

    /// A feed without devices.
    init(database: any SQLEngine, atRest: AtRest, clock: @escaping @Sendable () -> Milliseconds) {
        self.database = database
        self.atRest = atRest
        self.clock = clock
        state = Mutex(State(looked: clock()))
    }

    /// Connects a device; its items wait from now on, and end with the subscription.
    func listen(_ device: AuthenticatedDevice) -> LiveSubscription {
        let (items, continuation) = AsyncStream.makeStream(
            of: LiveItem.self,
            bufferingPolicy: .bufferingOldest(LiveListener.bufferSize)
        )
        let now = clock()
        let (number, ended) = state.withLock { state in
            // What happened while nobody was connected is found by whoever connects.
            if state.listeners.isEmpty { state.looked = now }
            state.count += 1
            let listener = LiveListener(
                number: state.count,
                device: device,
                ends: now + Self.lifetime,
                continuation: continuation
            )
            let older = state.listeners[device.account, default: []].filter { $0.device == device.id }
            state.listeners[device.account, default: []].append(listener)
            return (listener.number, older.dropLast(Self.streamsPerDevice - 1))
        }
        for listener in ended { listener.continuation.finish() }
        continuation.onTermination = { [weak self] _ in self?.remove(number, of: device.account) }
        return LiveSubscription(items: items, continuation: continuation)
    }

    /// How many devices are connected.
    var listenerCount: Int {
        state.withLock { state in state.listeners.values.reduce(0) { $0 + $1.count } }
    }

    /// Tells what this process has just committed.
    func publish(_ event: LiveEvent) {
        let listeners = state.withLock { state -> [LiveListener] in
            guard !state.listeners.isEmpty, state.told.updateValue(event.changed, forKey: event.key) == nil else {
                return []
            }
            return state.listeners[event.account] ?? []
        }
        for listener in listeners { listener.tell(event) }
    }

    /// Tells a request as it was just committed.
    func publish(_ request: StoredRequest) throws {
        guard let event = try LiveEvent(request, atRest, now: clock()) else { return }
        publish(event)
    }

    /// Looks for what was committed since the last look, by this process or another.
    func look() async throws {
        let now = clock()
        let (since, told, accounts) = state.withLock { state in
            (state.looked - Self.overlap, state.told, Set(state.listeners.keys))
        }
        guard !accounts.isEmpty else { return }
        let (requests, notices) = try await database.read { transaction in
            try LiveStore(transaction: transaction).changes(since: since, but: told, in: accounts)
        }
        for request in requests { try publish(request) }
        for notice in notices { publish(try LiveEvent(notice, atRest)) }
        state.withLock { state in
            state.looked = max(state.looked, now)
            state.told = state.told.filter { $0.value > state.looked - Self.overlap }
        }
    }

    /// Ends the streams of a device, whose credential is another one or none from now on.
    func end(_ device: ServiceDeviceID, of account: AccountID) {
        let ended = state.withLock { $0.listeners[account]?.filter { $0.device == device } ?? [] }
        for listener in ended { listener.continuation.finish() }
    }

    /// Sends a sign of life to one part of the devices.
    func ping(round: Int) {
        let now = clock()
        let listeners = state.withLock { state in
            state.listeners.values.joined().filter { $0.number % Self.pingRounds == round % Self.pingRounds }
        }
        for listener in listeners { listener.ping(at: now) }
    }

    private func remove(_ number: Int, of account: AccountID) {
        state.withLock { state in
            state.listeners[account]?.removeAll { $0.number == number }
            if state.listeners[account]?.isEmpty == true { state.listeners[account] = nil }
        }
    }
}

/// Looks for news until the service stops.
struct LiveFeedService: Service {
    let feed: LiveFeed
    let log: Logger

    func run() async throws {
        do {
            try await cancelWhenGracefulShutdown {
                var round = 0
                while true {
                    try await Task.sleep(for: LiveFeed.interval)
                    round += 1
                    feed.ping(round: round)
                    await look()
                }
            }
        } catch is CancellationError {
            // The service stops.
        }
    }

    private func look() async {
        do {
            try await feed.look()
        } catch {
            log.warning("could not look for sign-in requests")
        }
    }
}
