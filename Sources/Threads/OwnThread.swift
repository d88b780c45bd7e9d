// Threads lets tasks call what waits: each such call gets a thread of its own, so that no thread of Swift's tasks ever
// waits, however many calls there are. It runs what waits side by side as well, cancels it, and limits its time. It knows
// nothing of what is waited for.

import Dispatch
package import HTTPExchange
import Synchronization

/// The way between tasks, which are suspended, and functions that wait.
package enum OwnThread {
    /// Runs a function that waits on a thread of its own, and has the task go on when it has returned.
    ///
    /// Where the task is cancelled, so is `cancellation`; the function ends as it does then, and its end is what counts.
    package static func run<Value: Sendable, Failure: Error>(
        _ cancellation: ThreadCancellation = ThreadCancellation(),
        starting start: @escaping Start = startThread,
        _ work: @escaping @Sendable () throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let outcome: Result<Value, Failure> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                begin(start) { continuation.resume(returning: Result(catching: work)) }
            }
        } onCancel: {
            cancellation.cancel()
        }
        return try outcome.get()
    }

    /// Waits for a task from a thread that may wait; never to be called by a task.
    ///
    /// Once nobody waits any more the task is cancelled; its end is what counts.
    @available(*, noasync)
    package static func wait<Value: Sendable>(
        until cancellation: any Cancellation,
        for work: @escaping @Sendable () async throws -> Value
    ) throws -> Value {
        let outcome = Outcome<Value>()
        let task = Task {
            do {
                outcome.set(.success(try await work()))
            } catch {
                outcome.set(.failure(error))
            }
        }
        let handler = cancellation.addHandler { task.cancel() }
        defer { cancellation.removeHandler(handler) }
        return try outcome.wait().get()
    }

    /// Has a function run on a thread of its own; false where the system has no thread left.
    package typealias Start = @Sendable (_ work: @escaping @Sendable () -> Void) -> Bool

    /// The thread of a function that waits.
    package static let startThread: Start = { work in
        SystemThread.start(named: "flow", stackSize: stackSize, work)
    }

    /// Begins a function on a thread of its own; where the system has none left, as soon as one has ended.
    ///
    /// No thread of a pool waits in its place: other tasks need those, perhaps the very one that it waits for.
    private static func begin(_ start: @escaping Start, _ work: @escaping @Sendable () -> Void) {
        guard !start(work) else { return }
        Task {
            // Nobody cancels this task: whoever waits for the function goes on with its end.
            try? await Task.sleep(for: pause)
            begin(start, work)
        }
    }

    /// How long until the system is asked for a thread again.
    static let pause = Duration.milliseconds(50)

    /// As large as that of a program's first thread; what is not used of it costs nothing.
    private static let stackSize = 8 << 20
}

/// What a task comes to, for the thread that waits for it.
private final class Outcome<Value: Sendable>: Sendable {
    private let result = Mutex<Result<Value, any Error>?>(nil)
    private let isThere = DispatchSemaphore(value: 0)

    func set(_ result: Result<Value, any Error>) {
        self.result.withLock { $0 = result }
        isThere.signal()
    }

    func wait() -> Result<Value, any Error> {
        while true {
            isThere.wait()
            if let result = result.withLock({ $0 }) { return result }
        }
    }
}
