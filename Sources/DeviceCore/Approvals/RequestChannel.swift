import AccountAPI
import Encodings
import HTTPExchange
import Threads
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

/// The connection of one credential to its account service, kept up for as long as somebody waits for the client's answers.
///
/// Each item is told once: a stream that breaks goes on where it was, and what comes twice is left out. All of it runs, and
/// waits, on the thread that it is called on.
struct RequestChannel: Sendable {
    /// How long a stream may bring nothing before it counts as held back.
    static let patience = Duration.seconds(6)
    /// How long a stream that has brought something may be silent; the service says something every 20 seconds.
    static let silence = Duration.seconds(50)
    /// The longest pause after failures.
    static let longestPause = Duration.seconds(60)
    private static let wait = 25
    /// How long after a question the next one comes at the earliest: whatever answers may not wait as it is asked to.
    private static let between = Duration.seconds(1)
    private let client: AccountClient
    private let credential: DeviceCredential
    private let pauses: any Pauses
    private let patience: Duration
    private let silence: Duration

    /// A channel; how it lets time pass is a test's to replace.
    init(
        client: AccountClient,
        credential: DeviceCredential,
        patience: Duration = Self.patience,
        silence: Duration = Self.silence,
        pauses: (any Pauses)? = nil
    ) {
        self.client = client
        self.credential = credential
        self.patience = patience
        self.silence = silence
        self.pauses = pauses ?? ThreadPauses(client.cancellation)
    }

    /// Tells what happens until nobody waits any more.
    ///
    /// Throws where trying again is of no use: the service no longer knows the credential, or the device is suspended.
    @available(*, noasync)
    func run(_ tell: (ChannelItem) -> Void) throws {
        var progress = ChannelProgress()
        var way = ChannelWay.stream
        var failures = 0
        while !isOver {
            progress.hasHeard = false
            do {
                switch way {
                case .stream: try stream(&progress, tell)
                case .polling: try poll(&progress, tell)
                }
                failures = 0
            } catch AccountError.problem(let problem, let place)
                where problem.code == .deviceRefused || problem.code == .deviceSuspended
            {
                throw AccountError.problem(problem, place: place)
            } catch is HeldBack {
                way = .polling
            } catch {
                guard !isOver else { return }
                failures = progress.hasHeard ? 1 : failures + 1
                let pause = min(Duration.seconds(1 << min(failures - 1, 6)), Self.longestPause)
                // A stream that goes on at once is no news.
                if failures > 1 { tell(.broken(Failure(explaining: error), pause: pause)) }
                guard pauses.pause(for: pause) else { return }
            }
        }
    }

    /// Whether nobody waits any more.
    private var isOver: Bool { client.cancellation.isCancelled }

    /// Reads one stream to its end, which comes as well where it falls silent.
    private func stream(_ progress: inout ChannelProgress, _ tell: (ChannelItem) -> Void) throws {
        var reader = EventStreamReader()
        try ThreadDeadline.within(patience, client.cancellation) { deadline in
            do {
                try client.until(deadline).events(as: credential, after: progress.cursor) { part in
                    guard deadline.move(to: silence) else { throw NetworkFailure.cancelled }
                    if progress.hear() { tell(.connected(.stream)) }
                    for event in try reader.read(part) {
                        if let item = try Self.item(event), progress.isNew(item) { tell(item) }
                        if let id = event.id { progress.cursor = id }
                    }
                }
            } catch AccountError.badAnswer {
                // Something on the way does not know what a stream is.
                throw HeldBack()
            } catch  where deadline.isOver && !progress.hasHeard {
                throw HeldBack()
            }
        }
        throw AccountError.unreachable(place: client.service.text)
    }

    private func poll(_ progress: inout ChannelProgress, _ tell: (ChannelItem) -> Void) throws {
        while !isOver {
            let timeout = progress.hasHeard ? Self.wait : 0
            let asked = pauses.elapsed
            let update = try client.call(
                WaitForSignInRequests.self,
                .init(after: progress.cursor, timeout: timeout),
                as: credential,
                isPatient: true
            )
            if progress.hear() { tell(.connected(.polling)) }
            let items =
                update.requests.map(ChannelItem.request) + update.closed.map(ChannelItem.closed)
                + update.notices.map(ChannelItem.notice)
            for item in items where progress.isNew(item) { tell(item) }
            progress.cursor = update.cursor
            let rest = Self.between - (pauses.elapsed - asked)
            guard timeout == 0 || rest <= .zero || pauses.pause(for: rest) else { throw NetworkFailure.cancelled }
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

/// How far a channel is.
private struct ChannelProgress {
    private static let toldLimit = 256
    /// Where the service goes on.
    var cursor: String?
    /// Whether something came over this connection.
    var hasHeard = false
    private var told: [String] = []

    /// Notes that something came; true for the first of a connection.
    mutating func hear() -> Bool {
        defer { hasHeard = true }
        return !hasHeard
    }

    /// Whether an item was not told before.
    mutating func isNew(_ item: ChannelItem) -> Bool {
        let key: String
        switch item {
        case .request(let request): key = "r\(request.id)"
        case .closed(let request): key = "c\(request.id)"
        case .notice(let notice): key = "n\(notice.id)"
        case .connected, .broken: return true
        }
        guard !told.contains(key) else { return false }
        told = told.suffix(Self.toldLimit - 1) + [key]
        return true
    }
}
