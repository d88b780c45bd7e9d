import HTTPExchange
import Threads

extension AccountClient {
    /// Throws as a call does once nobody waits any more.
    func checkCancellation() throws(AccountError) {
        guard !cancellation.isCancelled else { throw .unreachable(place: service.text) }
    }

    /// The same client for a call whose answer must not be lost: what it gives cannot be asked for again, or what it
    /// has done would not be known here.
    ///
    /// Nothing is sent where nobody waits any more. Once it is sent, it is waited for all the same.
    func untilAnswered() throws(AccountError) -> AccountClient {
        try checkCancellation()
        return evenUnawaited
    }

    /// The same client, also where nobody waits any more: for what takes back something half done.
    var evenUnawaited: AccountClient { until(NeverCancelled()) }

    /// Lets time pass between two calls; throws as they do once nobody waits any more.
    func wait(for time: Duration) throws(AccountError) {
        guard ThreadPauses(cancellation).pause(for: time) else { throw .unreachable(place: service.text) }
    }
}
