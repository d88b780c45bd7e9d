import CThreads

/// A thread that nobody waits for; the signals of the process go to its other threads.
package enum SystemThread {
    /// Has a function run on a thread of its own; false where the system has no thread left.
    package static func start(named name: String, stackSize: Int, _ work: @escaping @Sendable () -> Void) -> Bool {
        let context = unsafe Unmanaged.passRetained(Work(work))
        let isStarted = unsafe sparekey_start_thread(name, stackSize, enter, context.toOpaque())
        if !isStarted { unsafe context.release() }
        return isStarted
    }
}

private final class Work: Sendable {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) {
        self.run = run
    }
}

private func enter(_ context: UnsafeMutableRawPointer?) {
    guard let context = unsafe context else { return }
    unsafe Unmanaged<Work>.fromOpaque(context).takeRetainedValue().run()
}
