import Dispatch
import HTTPExchange
import Synchronization

/// One exchange, seen from both sides: by the thread that carries it, and by whoever waits for it.
///
/// Whoever ends it first decides how it ends; the one that waits goes on at once, and the thread stops as soon as it
/// notices.
final class CurlTransfer: Sendable {
    private struct State {
        var end: Result<HTTPAnswer, NetworkFailure>?
        /// A part of the body that nobody has taken.
        var part: [UInt8]?
    }

    let call: HTTPCall
    let limits: HTTPLimits
    /// Whether the body of a success is passed on part by part.
    let isStream: Bool
    private let state = Mutex(State())
    private let isTaken = DispatchSemaphore(value: 0)
    private let hasChanged = DispatchSemaphore(value: 0)

    init(_ call: HTTPCall, _ limits: HTTPLimits, isStream: Bool) {
        self.call = call
        self.limits = limits
        self.isStream = isStream
    }

    /// Whether nobody waits for it any more.
    var hasEnded: Bool { state.withLock { $0.end != nil } }

    /// Ends it, unless it has ended.
    func end(_ outcome: Result<HTTPAnswer, NetworkFailure>) {
        state.withLock { state in
            if state.end == nil { state.end = outcome }
        }
        hasChanged.signal()
        isTaken.signal()
    }

    /// Passes a part on, for the thread: returns when it was taken, or when there is nobody to take it.
    func pass(_ part: [UInt8]) {
        state.withLock { state in
            if state.end == nil { state.part = part }
        }
        hasChanged.signal()
        isTaken.wait()
    }

    /// The next part, for the one that waits; nil at the end.
    func nextPart() -> [UInt8]? {
        while true {
            let (part, isAtEnd) = state.withLock { ($0.part.take(), $0.end != nil) }
            if let part {
                isTaken.signal()
                return part
            }
            if isAtEnd { return nil }
            hasChanged.wait()
        }
    }

    /// How it ended, for the one that waits.
    func outcome() -> Result<HTTPAnswer, NetworkFailure> {
        while true {
            if let end = state.withLock({ $0.end }) { return end }
            hasChanged.wait()
        }
    }
}
