import Threads

// What a device does waits where it is called. Whoever is a task calls it here: each use case runs on a thread of its
// own, and nobody waits for it any more once the task is cancelled. A face with threads of its own needs none of this.

extension DeviceApp {
    /// Runs a use case on a thread of its own.
    package func waiting<Value: Sendable, Reason: Error>(
        _ work: @escaping @Sendable (DeviceApp) throws(Reason) -> Value
    ) async throws(Reason) -> Value {
        let cancellation = ThreadCancellation()
        let app = until(cancellation)
        return try await OwnThread.run(cancellation) { () throws(Reason) in try work(app) }
    }
}

extension TakingBack {
    /// Runs a step on a thread of its own.
    func waiting<Value: Sendable>(_ work: @escaping @Sendable (TakingBack) throws -> Value) async throws -> Value {
        let cancellation = ThreadCancellation()
        let back = until(cancellation)
        return try await OwnThread.run(cancellation) { try work(back) }
    }
}
