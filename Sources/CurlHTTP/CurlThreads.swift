import Dispatch
import HTTPExchange
import Synchronization
import Threads

/// The threads that wait for servers: one for each exchange, which then keeps its connection for the next one.
///
/// There are as many as exchanges at one time, so that none waits for another.
enum CurlThreads {
    private static let waiting = Mutex<[CurlRoute: [CurlThread]]>([:])

    /// Has a transfer carried by a thread that waits with a connection, or else by a new one.
    static func carry(_ transfer: CurlTransfer, on route: CurlRoute) {
        if let thread = waiting.withLock({ $0[route]?.popLast() }) {
            thread.take(transfer)
        } else if !CurlThread(route, transfer).start() {
            // Nobody else would ever end it.
            transfer.end(.failure(.unreachable))
        }
    }

    /// Notes that a thread waits for work.
    static func add(_ thread: CurlThread) {
        waiting.withLock { $0[thread.route, default: []].append(thread) }
    }

    /// False where the thread has been given work.
    static func remove(_ thread: CurlThread) -> Bool {
        waiting.withLock { waiting in
            guard let index = waiting[thread.route]?.firstIndex(where: { $0 === thread }) else { return false }
            waiting[thread.route]?.remove(at: index)
            if waiting[thread.route]?.isEmpty == true { waiting[thread.route] = nil }
            return true
        }
    }
}

/// A thread with one handle of libcurl, and with it one connection.
final class CurlThread: Sendable {
    let route: CurlRoute
    private let next: Mutex<CurlTransfer?>
    private let isGiven = DispatchSemaphore(value: 0)

    init(_ route: CurlRoute, _ first: CurlTransfer) {
        self.route = route
        next = Mutex(first)
    }

    /// False where the system has no thread left.
    func start() -> Bool {
        SystemThread.start(named: "http", stackSize: 512 << 10) { self.run() }
    }

    func take(_ transfer: CurlTransfer) {
        next.withLock { $0 = transfer }
        isGiven.signal()
    }

    private func run() {
        // Opened with the first exchange; freed with the thread, and its connection with it.
        let handle = CurlHandle(route)
        while let transfer = next.withLock({ $0.take() }) {
            guard let handle else { return transfer.end(.failure(.noLibrary)) }
            let outcome = CurlExchange(transfer, handle).run()
            // Before anyone hears of the end, so that the next exchange goes over this connection.
            CurlThreads.add(self)
            transfer.end(outcome)
            if isGiven.wait(timeout: .now() + .seconds(Int(clamping: route.idle.components.seconds))) == .timedOut {
                guard !CurlThreads.remove(self) else { return }
                isGiven.wait()
            }
        }
    }
}
