import Dispatch
import Synchronization

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

/// What is done before a signal (Ctrl-C, Ctrl-\, a closed terminal) ends the program: clear the screen, or say what holds.
///
/// Of several the latest comes first, and each is done once. Where a question hides what is typed, Ctrl-C is a key that
/// has the terminal show again, and sends the signal then.
final class Interruption: Sendable {
    private static let begun = Mutex<[Interruption]>([])
    // One for the whole run: the system's handler is not set a second time for another source.
    private static let sources = Mutex<[Int32: any DispatchSourceSignal]>([:])
    /// What ends a program.
    private static let ending = [SIGINT, SIGQUIT, SIGTERM, SIGHUP]
    private static let isUnderWay = Atomic(false)

    private let act: @Sendable () -> Void

    /// From now on Ctrl-C says `text`.
    convenience init(saying text: String) {
        self.init { Terminal.printError("\n" + text + "\n") }
    }

    /// From now on Ctrl-C does this before the program ends, or those of its signals alone that are named.
    init(on signals: [Int32]? = nil, _ act: @escaping @Sendable () -> Void) {
        self.act = act
        Self.begun.withLock { $0.append(self) }
        Self.listen(to: signals ?? Self.ending)
    }

    /// Ctrl-C no longer does it; false where it has done it.
    @discardableResult
    func end() -> Bool {
        Self.begun.withLock { begun in
            let count = begun.count
            begun.removeAll { $0 === self }
            return begun.count < count
        }
    }

    /// Returns at once, and never again where the program ends already: what comes next would be shown behind its end.
    static func waitIfEnding() {
        while isUnderWay.load(ordering: .acquiring) { sleep(1) }
    }

    private static func listen(to signals: [Int32]) {
        sources.withLock { sources in
            for number in signals where sources[number] == nil {
                sources[number] = DispatchSource.hearing(number) {
                    isUnderWay.store(true, ordering: .releasing)
                    while let latest = begun.withLock({ $0.popLast() }) { latest.act() }
                    exit(128 + number)
                }
            }
        }
    }
}

extension Interruption {
    /// How long the program waits at its end for what is still to be done.
    private static let patience = DispatchTimeInterval.seconds(3)

    /// Does `wait`; Ctrl-C meanwhile does `last` before the program ends.
    static func doing(_ last: @escaping @Sendable () -> Void, during wait: () throws -> Void) rethrows {
        let interruption = Interruption {
            let isDone = DispatchSemaphore(value: 0)
            DispatchQueue.global().async {
                last()
                isDone.signal()
            }
            _ = isDone.wait(timeout: .now() + patience)
        }
        defer {
            interruption.end()
            // What the wait has come to is of no use to somebody who has not waited for it.
            waitIfEnding()
        }
        try wait()
    }
}

extension DispatchSource {
    /// Does something at each signal of a number; returns once they are heard, so that none comes too early.
    static func hearing(_ number: Int32, _ act: @escaping @Sendable () -> Void) -> any DispatchSourceSignal {
        let source = makeSignalSource(signal: number, queue: .global())
        let isHeard = DispatchSemaphore(value: 0)
        source.setRegistrationHandler { isHeard.signal() }
        source.setEventHandler(handler: act)
        source.resume()
        isHeard.wait()
        return source
    }
}
