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

/// A screen beside the usual one for what must not stay: nothing of it is scrolled away, and nothing is left behind.
///
/// On the usual screen a window that gets narrower breaks lines, and what is then above the window cannot be wiped.
final class SecretScreen: Sendable {
    private struct State {
        var begun: SecretScreen?
        /// Whether the program ends, so that nothing is shown any more.
        var isOver = false
    }

    private static let state = Mutex(State())
    // One for the whole run, as those of `Interruption`.
    private static let source = Mutex<(any DispatchSourceSignal)?>(nil)

    private static let empty = "\u{1B}[H\u{1B}[2J"
    private static let enter = "\u{1B}[?1049h" + empty
    // A console without a second screen is wiped all the same.
    private static let leave = empty + "\u{1B}[?1049l"

    private let draw: @Sendable () -> String

    /// Shows what is drawn, which is drawn again for each size of the window.
    init(_ draw: @escaping @Sendable () -> String) {
        self.draw = draw
    }

    /// Shows it, until it is cleared.
    func show() {
        Self.source.withLock { source in
            source =
                source
                ?? DispatchSource.hearing(SIGWINCH) {
                    Self.state.withLock { state in
                        if let begun = state.begun { Terminal.write(Self.empty + begun.draw()) }
                    }
                }
        }
        Self.state.withLock { state in
            guard !state.isOver else { return }
            state.begun = self
            Terminal.write(Self.enter + draw())
        }
    }

    /// Wipes it and returns to the usual screen, where it was not done yet.
    func clear() {
        Self.state.withLock { Self.clear(&$0) }
    }

    /// The same before the program ends: another thread, which shows it just then, comes too late.
    func close() {
        Self.state.withLock { state in
            state.isOver = true
            Self.clear(&state)
        }
    }

    private static func clear(_ state: inout State) {
        guard state.begun != nil else { return }
        state.begun = nil
        Terminal.write(leave)
    }
}
