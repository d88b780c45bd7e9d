import DeviceCore
import Threads

extension Device {
    /// Has a test, which is a task, call what waits: on a thread of its own, for as long as the test goes on.
    @discardableResult
    func callAsFunction<Value: Sendable, Reason: Error>(
        _ work: @escaping @Sendable (Device) throws(Reason) -> Value
    ) async throws(Reason) -> Value {
        let cancellation = ThreadCancellation()
        let device = until(cancellation)
        return try await OwnThread.run(cancellation) { () throws(Reason) in try work(device) }
    }
}

extension World {
    /// Has a test call what waits on a phone that it needs for nothing else.
    @discardableResult
    func phone<Value: Sendable>(
        _ name: String,
        through transport: (any AccountTransport)? = nil,
        _ work: @escaping @Sendable (Device) throws -> Value
    ) async throws -> Value {
        try await phone(name, through: transport)(work)
    }
}
