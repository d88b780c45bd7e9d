package import Hummingbird
import NIOCore
import Sodium

/// What goes with a request through the router.
package struct AccountRequestContext: RequestContext {
    /// Hummingbird's part.
    package var coreContext: CoreRequestContextStorage
    /// The address at the other end of the connection.
    let remoteAddress: String?
    /// Names the request in the log and in the answer.
    let requestID = randomBytes(count: 8).hexadecimal

    /// Begins a request.
    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        remoteAddress = source.channel.remoteAddress?.ipAddress
    }
}
