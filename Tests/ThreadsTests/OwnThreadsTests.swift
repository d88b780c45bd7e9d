import Dispatch
import HTTPExchange
import TestSupport
import Testing
import Threads

/// What waits side by side has a thread each, and leaves none behind.
@Suite struct OwnThreadsTests {
    private struct Broken: Error {}
    private struct OtherBroken: Error {}

    @Test(.timeLimit(.minutes(10)))
    func `functions run side by side, on a thread each but the last, and no thread is left`() async throws {
        let (threads, arrived, go) = (OwnThreads(), Counter(), DispatchSemaphore(value: 0))
        let waits: @Sendable () -> Void = {
            arrived.add(1)
            go.wait()
        }
        let last: @Sendable () -> Void = {
            while arrived.value < 3 { _ = ThreadPauses(NeverCancelled()).pause(for: .milliseconds(1)) }
            arrived.add(threads.count)
            for _ in 0..<3 { go.signal() }
        }
        try await OwnThread.run { try threads.run([waits, waits, waits, last], until: NeverCancelled()) }
        #expect(arrived.value == 6)
        #expect(threads.count == 0)
    }

    @Test(.timeLimit(.minutes(10)))
    func `the first error is thrown, once all have ended`() async {
        let (threads, ended, isFirst) = (OwnThreads(), Counter(), DispatchSemaphore(value: 0))
        await #expect(throws: Broken.self) {
            try await OwnThread.run {
                let waits: @Sendable () throws -> Void = {
                    isFirst.wait()
                    // The other has only just begun to throw.
                    _ = ThreadPauses(NeverCancelled()).pause(for: .milliseconds(200))
                    ended.add(1)
                }
                let breaks: @Sendable () throws -> Void = {
                    defer { isFirst.signal() }
                    throw Broken()
                }
                try threads.run([waits, breaks], until: NeverCancelled())
            }
        }
        #expect(ended.value == 1)
        #expect(threads.count == 0)
        await #expect(throws: OtherBroken.self) {
            try await OwnThread.run { try threads.run([{ throw OtherBroken() }], until: NeverCancelled()) }
        }
    }

    @Test func `where there is nothing to run, nothing is waited for`() async throws {
        try await OwnThread.run { try OwnThreads().run([], until: NeverCancelled()) }
    }

    @Test(.timeLimit(.minutes(10)))
    func `where the system has no thread left, a function waits for one`() async throws {
        let (asked, done) = (Counter(), Counter())
        let threads = OwnThreads { work in asked.next() > 3 && OwnThread.startThread(work) }
        try await OwnThread.run { try threads.run([{ done.add(1) }, { done.add(1) }], until: NeverCancelled()) }
        #expect(asked.value == 4 && done.value == 2)
        #expect(threads.count == 0)
    }

    @Test(.timeLimit(.minutes(10)))
    func `a function that nobody waits for any more ends without a thread`() async throws {
        let (asked, cancellation, ended) = (Counter(), ThreadCancellation(), Counter())
        let threads = OwnThreads { _ in
            if asked.next() == 3 { cancellation.cancel() }
            return false
        }
        let waits: @Sendable () -> Void = {
            if !ThreadPauses(cancellation).pause(for: .seconds(600)) { ended.add(1) }
        }
        try await OwnThread.run { try threads.run([waits, waits], until: cancellation) }
        #expect(asked.value == 3 && ended.value == 2)
        #expect(threads.count == 0)
    }
}

/// What one thread hands to another comes in order, and to its end.
@Suite struct ThreadQueueTests {
    @Test func `what was handed over comes in order, and then the end`() {
        let queue = ThreadQueue<Int>(limit: 1000)
        for number in 1...3 { queue.add(number) }
        queue.end()
        #expect((0..<5).map { _ in queue.next() } == [1, 2, 3, nil, nil])
    }

    @Test func `of more than the queue holds, the oldest make way`() {
        let queue = ThreadQueue<Int>(limit: 3)
        for number in 1...100 { queue.add(number) }
        queue.end()
        #expect((0..<4).map { _ in queue.next() } == [98, 99, 100, nil])
    }

    @Test(.timeLimit(.minutes(10)))
    func `whoever is there before anything comes waits for it`() async {
        let queue = ThreadQueue<Int>(limit: 1000)
        let waiting = Task {
            await OwnThread.run {
                var numbers: [Int] = []
                while let number = queue.next() { numbers.append(number) }
                return numbers
            }
        }
        for number in 0..<100 {
            queue.add(number)
            await Task.yield()
        }
        queue.end()
        #expect(await waiting.value == Array(0..<100))
    }
}
