import Dispatch
import Foundation

/// Says what holds where Ctrl-C comes while somebody is asked, and ends the program then.
struct Interruption {
    private let source: any DispatchSourceSignal

    /// From now on Ctrl-C says `text`.
    init(saying text: String) {
        source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
        source.setEventHandler {
            Terminal.printError("\n" + text + "\n")
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
