import HTTPExchange
import Testing
import Threads

/// What waits with a deadline ends when its time is over, and as soon as nobody waits any more.
@Suite struct ThreadDeadlineTests {
    private static let never = Duration.seconds(600)

    @Test func `a wait whose time is over ends, and says that this is why`() async {
        let (hasPaused, isOver) = await OwnThread.run {
            ThreadDeadline.within(.milliseconds(20), NeverCancelled()) { deadline in
                (ThreadPauses(deadline).pause(for: Self.never), deadline.isOver)
            }
        }
        #expect(!hasPaused && isOver)
    }

    @Test func `a wait that nobody waits for any more ends, though it has time left`() async {
        let outer = ThreadCancellation()
        let task = Task {
            await OwnThread.run(outer) {
                ThreadDeadline.within(Self.never, outer) { deadline in
                    (ThreadPauses(deadline).pause(for: Self.never), deadline.isOver, deadline.move(to: Self.never))
                }
            }
        }
        task.cancel()
        let (hasPaused, isOver, isMoved) = await task.value
        #expect(!hasPaused && !isOver && !isMoved)
    }

    @Test func `what is said to be enough ends it alone`() {
        let outer = ThreadCancellation()
        ThreadDeadline.within(Self.never, outer) { deadline in
            deadline.cancel()
            #expect(!ThreadPauses(deadline).pause(for: Self.never))
            #expect(!deadline.isOver && !outer.isCancelled)
        }
    }

    @Test func `more time than there was counts from when it was given`() async {
        let isEnough = await OwnThread.run {
            while true {
                // On a busy machine its time may be over before it is given more.
                let isEnough = ThreadDeadline.within(.milliseconds(200), NeverCancelled()) { deadline -> Bool? in
                    guard deadline.move(to: Self.never) else { return nil }
                    return ThreadPauses(deadline).pause(for: .milliseconds(400)) && !deadline.isOver
                }
                if let isEnough { return isEnough }
            }
        }
        #expect(isEnough)
    }

    @Test func `less time than there was counts from when it was given`() async {
        let (hasPaused, isOver) = await OwnThread.run {
            ThreadDeadline.within(Self.never, NeverCancelled()) { deadline in
                deadline.move(to: .milliseconds(20))
                return (ThreadPauses(deadline).pause(for: Self.never), deadline.isOver)
            }
        }
        #expect(!hasPaused && isOver)
    }

    @Test func `once the work is over nothing waits for its time, nor for what it was part of`() {
        let outer = ThreadCancellation()
        let deadline = ThreadDeadline.within(Self.never, outer) { $0 }
        #expect(deadline.isCancelled && !deadline.isOver)
        #expect(!outer.isCancelled)
    }

    @Test func `a part ends with the whole, and the whole not with its part`() {
        let outer = ThreadCancellation()
        ThreadCancellation.within(outer) { part in
            part.cancel()
            #expect(part.isCancelled && !outer.isCancelled)
        }
        ThreadCancellation.within(outer) { part in
            outer.cancel()
            #expect(part.isCancelled)
        }
        ThreadCancellation.within(outer) { part in #expect(part.isCancelled) }
    }
}
