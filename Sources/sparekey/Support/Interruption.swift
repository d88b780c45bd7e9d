import Dispatch
import Foundation

/// Says what holds, or clears the screen, where Ctrl-C comes while somebody is asked, and ends the program then.
struct Interruption {
    private let source: any DispatchSourceSignal

    /// From now on Ctrl-C says `text`.
    init(saying text: String) {
        self.init { Terminal.printError("\n" + text + "\n") }
    }

    /// From now on Ctrl-C does this first.
    init(_ act: @escaping @Sendable () -> Void) {
        source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
        source.setEventHandler {
            act()
            exit(128 + SIGINT)
        }
        source.resume()
    }

    /// Ctrl-C ends the program again as it does any other.
    func end() {
        source.cancel()
        signal(SIGINT, SIG_DFL)
    }
}
