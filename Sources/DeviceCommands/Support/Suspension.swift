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

    /// Stops a group of programs and this one, as Ctrl-Z does where nobody hears it; returns once this one goes on.
    static func stop(with group: pid_t) {
        // Sent to all, it would reach this program on another thread: a moment later, when the next question may have
        // changed the terminal.
        let hearing = signal(SIGTSTP, SIG_IGN)
        kill(-group, SIGTSTP)
        signal(SIGTSTP, hearing)
        stopHere()
    }

    /// Stops the program as Ctrl-Z does where nobody hears it, and returns once it goes on in the foreground.
    private static func wait() {
        repeat {
            let hearing = signal(SIGTSTP, SIG_DFL)
            stopHere()
            signal(SIGTSTP, hearing)
        } while isInBackground && sleep(1) == 0
    }

    /// Sends the signal to this thread, which stops before this returns, and all others with it.
    private static func stopHere() {
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe sigaddset(&signals, SIGTSTP)
        // The threads of Dispatch hear no signal, and neither do those of commands.
        unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
        raise(SIGTSTP)
        unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    private static var isInBackground: Bool {
        let foreground = tcgetpgrp(STDOUT_FILENO)
        return foreground >= 0 && foreground != getpgrp()
    }
}
