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

/// What is done before Ctrl-Z stops the program, and once it goes on: what must not stay on the screen is wiped, and shown
/// again.
final class Suspension: Sendable {
    private static let begun = Mutex<Suspension?>(nil)
    // One for the whole run, as those of `Interruption`.
    private static let source = Mutex<(any DispatchSourceSignal)?>(nil)

    private let leave: @Sendable () -> Void
    private let goOn: @Sendable () -> Void

    /// From now on Ctrl-Z does the one before the program stops, and the other once it goes on.
    init(leaving leave: @escaping @Sendable () -> Void, goingOn goOn: @escaping @Sendable () -> Void) {
        (self.leave, self.goOn) = (leave, goOn)
        Self.begun.withLock { $0 = self }
        Self.source.withLock { source in
            source = source ?? DispatchSource.hearing(SIGTSTP) { Self.stop() }
        }
    }

    /// Ctrl-Z does no more than stop the program; returns once neither is under way.
    func end() {
        Self.begun.withLock { $0 = nil }
    }

    /// Whether another thread stops the program.
    static var isHeard: Bool { source.withLock { $0 != nil } }

    private static func stop() {
        begun.withLock { begun in
            begun?.leave()
            wait()
            begun?.goOn()
        }
    }

    /// Stops the program as Ctrl-Z does where nobody hears it, and returns once it goes on in the foreground.
    private static func wait() {
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe sigaddset(&signals, SIGTSTP)
        repeat {
            let hearing = signal(SIGTSTP, SIG_DFL)
            // The threads of Dispatch hear no signal.
            unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
            raise(SIGTSTP)
            unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
            signal(SIGTSTP, hearing)
        } while isInBackground && sleep(1) == 0
    }

    private static var isInBackground: Bool {
        let foreground = tcgetpgrp(STDOUT_FILENO)
        return foreground >= 0 && foreground != getpgrp()
    }
}
