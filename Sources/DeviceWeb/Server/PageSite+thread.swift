import HTTPExchange
import ServiceLifecycle
import Threads

extension PageSite {
    /// Runs a function that waits on a thread of its own, with a site that ends its waiting when the task is cancelled, or
    /// when the program ends: that waits for its requests, so they may wait for no service.
    ///
    /// `formToken` is the token of the browser that the pages are for.
    func onOwnThread<Value: Sendable>(
        _ formToken: String? = FormToken.current,
        _ work: @escaping @Sendable (PageSite) throws -> Value
    ) async throws -> Value {
        let cancellation = ThreadCancellation()
        let site = until(cancellation)
        return try await withGracefulShutdownHandler {
            try await OwnThread.run(cancellation) {
                try FormToken.$current.withValue(formToken) { try work(site) }
            }
        } onGracefulShutdown: {
            cancellation.cancel()
        }
    }
}
