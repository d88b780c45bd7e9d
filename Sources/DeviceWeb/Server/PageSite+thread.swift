import HTTPExchange
import Threads

extension PageSite {
    /// Runs a function that waits on a thread of its own, with a site that waits for as long as somebody waits for it.
    ///
    /// `formToken` is that of the browser that pages are made for.
    func onOwnThread<Value: Sendable>(
        _ formToken: String? = FormToken.current,
        _ work: @escaping @Sendable (PageSite) throws -> Value
    ) async throws -> Value {
        let cancellation = ThreadCancellation()
        let site = until(cancellation)
        return try await OwnThread.run(cancellation) {
            try FormToken.$current.withValue(formToken) { try work(site) }
        }
    }
}
