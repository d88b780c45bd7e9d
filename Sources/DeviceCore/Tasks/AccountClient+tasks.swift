package import AccountAPI
import Threads
package import Vault

// Use cases that are tasks ask the service here: each call runs on a thread of its own, which ends with its task.

extension AccountClient {
    /// Calls an endpoint that anyone may call.
    package func call<E: Endpoint>(_ endpoint: E.Type, _ request: E.Request) async throws(AccountError) -> E.Response {
        try await waiting { client throws(AccountError) in try client.call(endpoint, request) }
    }

    /// Calls an endpoint within a session, signing the request.
    package func call<E: Endpoint>(
        _ endpoint: E.Type,
        _ request: E.Request,
        in session: Session
    ) async throws(AccountError) -> E.Response {
        try await waiting { client throws(AccountError) in try client.call(endpoint, request, in: session) }
    }

    /// Calls an endpoint with this device's own credential, signing the request.
    package func call<E: Endpoint>(
        _ endpoint: E.Type,
        _ request: E.Request,
        as credential: DeviceCredential,
        isPatient: Bool = false
    ) async throws(AccountError) -> E.Response {
        try await waiting { client throws(AccountError) in
            try client.call(endpoint, request, as: credential, isPatient: isPatient)
        }
    }

    /// Passes on what happens to the credential's account; `take` has each part taken by a task.
    package func events(
        as credential: DeviceCredential,
        after lastEventID: String?,
        _ take: @escaping @Sendable ([UInt8]) async throws -> Void
    ) async throws(AccountError) {
        let cancellation = ThreadCancellation()
        let client = until(cancellation)
        do {
            try await OwnThread.run(cancellation) {
                try OwnThread.forward(to: take, until: cancellation) { pass in
                    try client.events(as: credential, after: lastEventID) { part in
                        guard pass(part) else { throw PartRefused() }
                    }
                }
            }
        } catch let error as AccountError {
            throw error
        } catch is EventStreamError {
            throw .badAnswer(place: service.text)
        } catch {
            throw AccountError(error, place: service.text)
        }
    }

    /// Runs what waits for the service on a thread of its own.
    private func waiting<Value: Sendable, Reason: Error>(
        _ work: @escaping @Sendable (AccountClient) throws(Reason) -> Value
    ) async throws(Reason) -> Value {
        let cancellation = ThreadCancellation()
        let client = until(cancellation)
        return try await OwnThread.run(cancellation) { () throws(Reason) in try work(client) }
    }

    /// Ends a stream; why is known where the part was refused.
    private struct PartRefused: Error {}
}
