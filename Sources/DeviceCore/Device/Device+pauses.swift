import Threads

extension Device {
    /// Lets time pass, for as long as somebody waits.
    func wait(for time: Duration) throws(CancellationError) {
        guard ThreadPauses(cancellation).pause(for: time) else { throw CancellationError() }
    }
}
