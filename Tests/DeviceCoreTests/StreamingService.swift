import DeviceCore
import HTTPExchange
import Synchronization
import TestSupport

/// A service that says on its streams, and answers, what a test has it say.
final class StreamingService: AccountTransport {
    /// What it does with a call.
    enum Act: Sendable {
        /// Sends a part of a stream, or the body of an answer.
        case say(String)
        /// Says nothing for as long as somebody waits.
        case wait
        /// Ends with another status than that of a success, and this body.
        case refuse(Int, String)
        /// Breaks the connection.
        case hangUp
    }

    /// How many calls wait now.
    let waiting = Counter()
    /// How many waits have ended because nobody waited any more; nothing else ends one.
    let cancelled = Counter()
    private let acts: @Sendable (_ call: TransportCall, _ number: Int) -> [Act]
    private let calls = Mutex<[TransportCall]>([])

    /// A service; `acts` are those of a call and of its number, from 0 on.
    init(_ acts: @escaping @Sendable (_ call: TransportCall, _ number: Int) -> [Act]) {
        self.acts = acts
    }

    /// What it was asked.
    var asked: [TransportCall] { calls.withLock { $0 } }

    func send(_ call: TransportCall, until cancellation: any Cancellation) throws -> TransportAnswer {
        var body: [UInt8] = []
        let answer = try perform(call, cancellation) { body += $0 }
        return answer.status == 200 ? TransportAnswer(status: 200, body: body) : answer
    }

    func stream(
        _ call: TransportCall,
        until cancellation: any Cancellation,
        _ take: (_ part: [UInt8]) throws -> Void
    ) throws -> TransportAnswer {
        try perform(call, cancellation, take)
    }

    private func perform(
        _ call: TransportCall,
        _ cancellation: any Cancellation,
        _ take: (_ part: [UInt8]) throws -> Void
    ) throws -> TransportAnswer {
        let number = calls.withLock { calls in
            calls.append(call)
            return calls.count - 1
        }
        for act in acts(call, number) {
            switch act {
            case .say(let text): try take(Array(text.utf8))
            case .wait: try cancellation.waitForNothing(waiting: waiting, cancelled: cancelled)
            case .refuse(let status, let body): return TransportAnswer(status: status, body: Array(body.utf8))
            case .hangUp: throw NetworkFailure.unreachable
            }
        }
        return TransportAnswer(status: 200, body: [])
    }
}

/// Pauses that are noted and take no time; after the last nobody waits any more.
final class NotedPauses: Pauses {
    private let limit: Int
    private let noted = Mutex<[Duration]>([])

    init(_ limit: Int) {
        self.limit = limit
    }

    /// How long each was to take.
    var all: [Duration] { noted.withLock { $0 } }

    var elapsed: Duration { .zero }

    func pause(for time: Duration) -> Bool {
        noted.withLock { noted in
            noted.append(time)
            return noted.count < limit
        }
    }
}
