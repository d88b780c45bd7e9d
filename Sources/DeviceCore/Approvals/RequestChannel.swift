import AccountAPI
import Encodings
import Synchronization
import Vault

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What a live channel tells.
enum ChannelItem: Sendable {
    /// A request waits for an answer.
    case request(SignInRequestNotice)
    /// A request has its answer.
    case closed(ClosedSignInRequest)
    /// Something happened to the account.
    case notice(AccountNotice)
    /// The channel works, in this way.
    case connected(ChannelWay)
    /// The channel is broken; the next try comes after the pause.
    case broken(Failure, pause: Duration)
}

/// How a device hears of requests.
package enum ChannelWay: String, Sendable {
    /// By a stream of events.
    case stream
    /// By asking again and again, each question waiting for news: where something on the way holds streams back.
    case polling
}

/// The connection of one credential to its account service, kept up until the task is cancelled.
///
/// Each item is told once: a stream that breaks goes on where it was, and what comes twice is left out.
struct RequestChannel: Sendable {
    /// How long a stream may bring nothing before it counts as held back.
    static let patience = Duration.seconds(6)
    /// How long a stream that has brought something may be silent; the service says something every 20 seconds.
    static let silence = Duration.seconds(50)
    /// The longest pause after failures.
    static let longestPause = Duration.seconds(60)
    private static let wait = 25
    private let client: AccountClient
    private let credential: DeviceCredential
    private let sleep: @Sendable (Duration) async throws -> Void
    private let patience: Duration

    /// A channel; `sleep` is a test's to replace.
    init(
        client: AccountClient,
        credential: DeviceCredential,
        patience: Duration = Self.patience,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.client = client
        self.credential = credential
        self.patience = patience
        self.sleep = sleep
    }

    /// Tells what happens until the task is cancelled.
    ///
    /// Throws where trying again is of no use: the service no longer knows the credential, or the device is suspended.
    func run(_ tell: @escaping @Sendable (ChannelItem) async -> Void) async throws {
        let progress = ChannelProgress()
        var way = ChannelWay.stream
        var failures = 0
        while !Task.isCancelled {
            progress.begin()
            do {
                switch way {
                case .stream: try await stream(progress, tell)
                case .polling: try await poll(progress, tell)
                }
                failures = 0
            } catch is CancellationError {
                return
            } catch AccountError.problem(let problem, let place)
                where problem.code == .deviceRefused || problem.code == .deviceSuspended
            {
                throw AccountError.problem(problem, place: place)
            } catch is HeldBack {
                way = .polling
            } catch {
                guard !Task.isCancelled else { return }
                failures = progress.heard == nil ? failures + 1 : 1
                let pause = min(Duration.seconds(1 << min(failures - 1, 6)), Self.longestPause)
                // A stream that goes on at once is no news.
                if failures > 1 { await tell(.broken(Failure(explaining: error), pause: pause)) }
                do {
                    try await sleep(pause)
                } catch {
                    return
                }
            }
        }
    }

    /// Reads one stream to its end; a second task watches that it does not fall silent.
    private func stream(
        _ progress: ChannelProgress,
        _ tell: @escaping @Sendable (ChannelItem) async -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await read(progress, tell) }
            group.addTask { try await watch(progress) }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private func read(
        _ progress: ChannelProgress,
        _ tell: @escaping @Sendable (ChannelItem) async -> Void
    ) async throws {
        let reader = Mutex(EventStreamReader())
        do {
            try await client.news(as: credential, after: progress.cursor) { part in
                if progress.hear() { await tell(.connected(.stream)) }
                for event in try reader.withLock({ reader throws(EventStreamError) in try reader.read(part) }) {
                    if let item = try Self.item(event), progress.isNew(item) { await tell(item) }
                    if let id = event.id { progress.move(to: id) }
                }
            }
        } catch AccountError.badAnswer {
            // Something on the way does not know what a stream is.
            throw HeldBack()
        }
        throw AccountError.unreachable(place: client.service.text)
    }

    private func watch(_ progress: ChannelProgress) async throws {
        while true {
            try await Task.sleep(for: .seconds(1))
            if let heard = progress.heard {
                guard ContinuousClock.now - heard < Self.silence else {
                    throw AccountError.unreachable(place: client.service.text)
                }
            } else if ContinuousClock.now - progress.begun > patience {
                throw HeldBack()
            }
        }
    }

    private func poll(
        _ progress: ChannelProgress,
        _ tell: @escaping @Sendable (ChannelItem) async -> Void
    ) async throws {
        while !Task.isCancelled {
            let timeout = progress.heard == nil ? 0 : Self.wait
            let update = try await client.news(after: progress.cursor, timeout: timeout, as: credential)
            if progress.hear() { await tell(.connected(.polling)) }
            let items =
                update.requests.map(ChannelItem.request) + update.closed.map(ChannelItem.closed)
                + update.notices.map(ChannelItem.notice)
            for item in items where progress.isNew(item) { await tell(item) }
            progress.move(to: update.cursor)
        }
    }

    private static func item(_ event: StreamEvent) throws(EventStreamError) -> ChannelItem? {
        let data = Data(event.data.utf8)
        do {
            return switch SignInRequestEvents.Name(rawValue: event.name) {
            case .request: .request(try OutsideJSON.decode(SignInRequestNotice.self, from: data))
            case .closed: .closed(try OutsideJSON.decode(ClosedSignInRequest.self, from: data))
            case .notice: .notice(try OutsideJSON.decode(AccountNotice.self, from: data))
            // The end of what there was to catch up with, or an event that only a newer version knows.
            case nil: nil
            }
        } catch {
            throw .invalidEvent
        }
    }

    /// Something on the way holds the stream back.
    private struct HeldBack: Error {}
}

/// How far a channel is, seen by both tasks that serve it.
private final class ChannelProgress: Sendable {
    private struct State {
        var cursor: String?
        var begun = ContinuousClock.now
        var heard: ContinuousClock.Instant?
        var told: [String] = []
    }
    private static let toldLimit = 256
    private let state = Mutex(State())

    var cursor: String? { state.withLock { $0.cursor } }
    var begun: ContinuousClock.Instant { state.withLock { $0.begun } }
    var heard: ContinuousClock.Instant? { state.withLock { $0.heard } }

    /// A new connection, which has brought nothing yet.
    func begin() {
        state.withLock { state in
            state.begun = .now
            state.heard = nil
        }
    }

    /// Notes that something came; true for the first of a connection.
    func hear() -> Bool {
        state.withLock { state in
            defer { state.heard = .now }
            return state.heard == nil
        }
    }

    func move(to cursor: String) {
        state.withLock { $0.cursor = cursor }
    }

    /// Whether an item was not told before.
    func isNew(_ item: ChannelItem) -> Bool {
        let key: String
        switch item {
        case .request(let request): key = "r\(request.id)"
        case .closed(let request): key = "c\(request.id)"
        case .notice(let notice): key = "n\(notice.id)"
        case .connected, .broken: return true
        }
        return state.withLock { state in
            guard !state.told.contains(key) else { return false }
            state.told = state.told.suffix(Self.toldLimit - 1) + [key]
            return true
        }
    }
}
