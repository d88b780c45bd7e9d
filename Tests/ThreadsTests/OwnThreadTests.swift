import Dispatch
import HTTPExchange
import TestSupport
import Testing
import Threads

/// Tasks are suspended while a thread of its own waits for each of them.
@Suite struct OwnThreadTests {
    private struct Broken: Error {}

    @Test func `a task goes on with what the function returns or throws`() async {
        #expect(await OwnThread.run { 7 } == 7)
        await #expect(throws: Broken.self) { try await OwnThread.run { throw Broken() } }
    }

    @Test func `fifty functions that wait keep no task waiting`() async {
        let (waiting, end) = (Counter(), DispatchSemaphore(value: 0))
        let tasks = (0..<50).map { _ in
            Task {
                await OwnThread.run {
                    waiting.add(1)
                    end.wait()
                }
            }
        }
        while waiting.value < 50 { await Task.yield() }
        for number in 0..<50 { #expect(await Task { number }.value == number) }
        for _ in tasks { end.signal() }
        for task in tasks { await task.value }
    }

    @Test func `where the system has no thread left, the function waits for one, and nothing else waits`() async {
        let (refused, isFree) = (Counter(), Counter())
        let start: OwnThread.Start = { work in
            guard isFree.value > 0 else {
                refused.add(1)
                return false
            }
            return OwnThread.startThread(work)
        }
        let tasks = (0..<50).map { number in Task { await OwnThread.run(starting: start) { number } } }
        while refused.value < 100 { await Task.yield() }
        for number in 0..<50 { #expect(await Task { number }.value == number) }
        isFree.add(1)
        for (number, task) in tasks.enumerated() { #expect(await task.value == number) }
    }

    @Test func `a task that is cancelled cancels its function, whose end is what counts`() async {
        let cancellation = ThreadCancellation()
        let task = Task { await OwnThread.run(cancellation) { ThreadPauses(cancellation).pause(for: .seconds(600)) } }
        task.cancel()
        #expect(await task.value == false)
        #expect(cancellation.isCancelled)
    }

    @Test func `a thread waits for a task, with what it returns or throws`() async throws {
        #expect(try await OwnThread.run { try OwnThread.wait(until: NeverCancelled()) { 7 } } == 7)
        await #expect(throws: Broken.self) {
            try await OwnThread.run { try OwnThread.wait(until: NeverCancelled()) { throw Broken() } }
        }
    }

    @Test func `a task that a thread waits for is cancelled with it`() async {
        let cancellation = ThreadCancellation()
        let task = Task {
            try await OwnThread.run(cancellation) {
                try OwnThread.wait(until: cancellation) { try await Task.sleep(for: .seconds(600)) }
            }
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func `a wait that begins after the cancellation is none`() {
        let cancellation = ThreadCancellation()
        cancellation.cancel()
        let woken = Counter()
        _ = cancellation.addHandler { woken.add(1) }
        #expect(woken.value == 1)
        #expect(!ThreadPauses(cancellation).pause(for: .seconds(600)))
    }

    @Test func `a wait that is over is told nothing any more`() {
        let (cancellation, woken) = (ThreadCancellation(), Counter())
        let handler = cancellation.addHandler { woken.add(1) }
        cancellation.removeHandler(handler)
        cancellation.cancel()
        #expect(woken.value == 0)
    }

    @Test func `a pause of no time is over at once, and one that is cancelled has ended early`() async {
        let pauses = ThreadPauses(NeverCancelled())
        #expect(pauses.pause(for: .zero) && pauses.pause(for: .seconds(-1)))
        let (cancellation, begun) = (ThreadCancellation(), Counter())
        let task = Task {
            await OwnThread.run(cancellation) {
                begun.add(1)
                return ThreadPauses(cancellation).pause(for: .seconds(600))
            }
        }
        while begun.value == 0 { await Task.yield() }
        task.cancel()
        #expect(await task.value == false)
    }

    @Test func `a pause takes as long as was said`() {
        let pauses = ThreadPauses(NeverCancelled())
        let before = pauses.elapsed
        #expect(pauses.pause(for: .milliseconds(20)))
        #expect(pauses.elapsed - before >= .milliseconds(20))
    }
}
