import Dispatch
import Foundation
import Synchronization

/// A screen beside the usual one for what must not stay: nothing of it is scrolled away, and nothing is left behind.
///
/// On the usual screen a window that gets narrower breaks lines, and what is then above the window cannot be wiped.
final class SecretScreen: Sendable {
    private static let begun = Mutex<SecretScreen?>(nil)
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
                    Self.begun.withLock { begun in
                        if let begun { Terminal.write(Self.empty + begun.draw()) }
                    }
                }
        }
        Self.begun.withLock { begun in
            begun = self
            Terminal.write(Self.enter + draw())
        }
    }

    /// Wipes it and returns to the usual screen, where it was not done yet.
    func clear() {
        Self.begun.withLock { begun in
            guard begun != nil else { return }
            begun = nil
            Terminal.write(Self.leave)
        }
    }
}
