import DevicePages
import ServiceLifecycle
import Threads

extension PageSite {
    /// Runs a function that waits on a thread of its own, with a site that ends its waiting when the task is cancelled, or
    /// when the program ends: that waits for its requests, so they may wait for no service.
    func onOwnThread<Value: Sendable>(_ work: @escaping @Sendable (PageSite) throws -> Value) async throws -> Value {
        try await Self.onOwnThread { cancellation in try work(until(cancellation)) }
    }

    /// The same with what says whether anybody still waits.
    static func onOwnThread<Value: Sendable>(
        _ work: @escaping @Sendable (ThreadCancellation) throws -> Value
    ) async throws -> Value {
        let cancellation = ThreadCancellation()
        return try await withGracefulShutdownHandler {
            try await OwnThread.run(cancellation) { try work(cancellation) }
        } onGracefulShutdown: {
            cancellation.cancel()
        }
    }
}
