#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

/// A terminal that shows nothing of what is typed.
///
/// Ctrl-C and Ctrl-Z end the line rather than the program, which would leave the terminal as it is now: whoever reads the
/// line has the terminal show again, and then sends the signal that the key stands for.
struct HiddenTyping: Sendable {
    private let terminal: Int32
    private let before: termios
    private let silent: termios
    private let interrupt: UInt8
    private let suspend: UInt8

    /// Nil where the terminal does not say how it is set.
    init?(_ terminal: Int32) {
        var before = termios()
        guard unsafe tcgetattr(terminal, &before) == 0 else { return nil }
        var silent = before
        silent.c_lflag &= ~tcflag_t(ECHO | ISIG)
        // A key that ends the line is read at once, without Enter.
        let keys = unsafe withUnsafeMutableBytes(of: &silent.c_cc) { keys in
            let found = unsafe (interrupt: keys[Int(VINTR)], suspend: keys[Int(VSUSP)])
            unsafe keys[Int(VEOL)] = found.interrupt
            unsafe keys[Int(VEOL2)] = found.suspend
            return found
        }
        (interrupt, suspend) = (keys.interrupt, keys.suspend)
        (self.terminal, self.before, self.silent) = (terminal, before, silent)
    }

    /// From now on nothing that is typed is shown; what was typed before is dropped.
    func begin() {
        var settings = silent
        unsafe tcsetattr(terminal, TCSAFLUSH, &settings)
    }

    /// The terminal is as it was.
    func end() {
        var settings = before
        unsafe tcsetattr(terminal, TCSAFLUSH, &settings)
    }

    /// The signal that a key stands for; nil for all other keys.
    func signal(of key: UInt8) -> Int32? {
        guard key != 0 else { return nil }
        return key == interrupt ? SIGINT : key == suspend ? SIGTSTP : nil
    }

    /// Sends a signal to all programs in the foreground, as the terminal itself would have done.
    func send(_ signal: Int32) {
        let foreground = tcgetpgrp(terminal)
        guard signal == SIGINT || Suspension.isHeard else { return Suspension.stop(with: foreground) }
        kill(-foreground, signal)
        // Whoever ends or stops the program by it does so on another thread.
        sleep(1)
    }
}
