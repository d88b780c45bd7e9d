package import Hummingbird
import NIOCore
import Primitives
import Synchronization

/// What goes with a request through the router.
package struct AccountRequestContext: RequestContext {
    /// Hummingbird's part.
    package var coreContext: CoreRequestContextStorage
    /// The address at the other end of the connection.
    let remoteAddress: String?
    /// Names the request in the log and in the answer.
    let requestID = randomBytes(count: 8).hexadecimal
    /// Why the request is refused, for the log.
    let refusal = Refusal()

    /// Begins a request.
    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        remoteAddress = source.channel.remoteAddress?.ipAddress
    }
}

/// The code of the problem that a request is answered with, on its way to the log: no words, and nothing of anyone.
final class Refusal: Sendable {
    private let stored = Mutex<String?>(nil)

    /// The code; nil for a request that was not refused.
    var code: String? { stored.withLock { $0 } }

    /// Notes a code.
    func note(_ code: String) {
        stored.withLock { $0 = code }
    }
}
