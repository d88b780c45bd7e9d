import AccountAPI
import Threads
import Vault

// A channel is a task, and a task must not wait: its calls run on threads of their own, which end with it.

extension AccountClient {
    /// Asks for news; the service waits before it answers where there are none.
    func news(
        after cursor: String?,
        timeout: Int,
        as credential: DeviceCredential
    ) async throws -> WaitForSignInRequests.Response {
        let cancellation = ThreadCancellation()
        let client = until(cancellation)
        return try await OwnThread.run(cancellation) {
            try client.call(
                WaitForSignInRequests.self,
                .init(after: cursor, timeout: timeout),
                as: credential,
                isPatient: true
            )
        }
    }

    /// Passes on what happens to the credential's account; `take` has each part taken by a task.
    func news(
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

    /// Ends a stream; `OwnThread.forward` throws the error of whoever refused the part.
    private struct PartRefused: Error {}
}
