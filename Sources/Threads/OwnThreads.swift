import Dispatch
package import HTTPExchange
import Synchronization

/// Threads for functions that wait side by side; none of them is there any longer than whoever has them run.
package final class OwnThreads: Sendable {
    private let running = Mutex(0)
    private let start: OwnThread.Start

    /// No thread yet.
    package init(starting start: @escaping OwnThread.Start = OwnThread.startThread) {
        self.start = start
    }

    /// How many functions run on a thread that was started for them.
    package var count: Int { running.withLock { $0 } }

    /// Runs functions side by side, the last of them here, and returns once all have ended.
    ///
    /// Throws what the first has thrown; it does not end the others, which have a cancellation in common where they
    /// should. Where the system has no thread left, a function waits for one, as long as somebody waits for it.
    @available(*, noasync)
    package func run(_ works: [@Sendable () throws -> Void], until cancellation: any Cancellation) throws {
        guard let last = works.last else { return }
        let round = Round()
        let others = works.dropLast()
        for work in others { begin(round, work, cancellation) }
        round.perform(last)
        round.wait(for: others.count)
        if let failure = round.failure { throw failure }
    }

    private func begin(
        _ round: Round,
        _ work: @escaping @Sendable () throws -> Void,
        _ cancellation: any Cancellation
    ) {
        running.withLock { $0 += 1 }
        let perform: @Sendable () -> Void = { [self] in
            round.perform(work)
            running.withLock { $0 -= 1 }
            round.end()
        }
        let pauses = ThreadPauses(cancellation)
        while !start(perform) {
            // Nobody waits for it any more: it ends here as it would on a thread.
            guard pauses.pause(for: OwnThread.pause) else { return perform() }
        }
    }
}

/// Functions that began together.
private final class Round: Sendable {
    private let first = Mutex<(any Error)?>(nil)
    private let hasEnded = DispatchSemaphore(value: 0)

    var failure: (any Error)? { first.withLock { $0 } }

    func perform(_ work: () throws -> Void) {
        do {
            try work()
        } catch {
            first.withLock { if $0 == nil { $0 = error } }
        }
    }

    func end() {
        hasEnded.signal()
    }

    func wait(for count: Int) {
        for _ in 0..<count { hasEnded.wait() }
    }
}
