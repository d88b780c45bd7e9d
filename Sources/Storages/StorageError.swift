package import HTTPExchange

/// Why a storage did not do what it was asked for.
package enum StorageError: Error, Sendable, Equatable {
    /// There is no such object.
    case notFound
    /// The name is taken.
    case alreadyExists
    /// The storage is not there now: a folder that is not mounted, a server that does not answer or not to the end.
    case unreachable
    /// There is no such folder on this machine: not made yet, or on a drive that is not mounted.
    case noFolder
    /// A link, a pipe or a device stands where a folder or a file of the backup should be.
    case foreignObject
    /// A proxy answers, but what stands behind it does not.
    case gatewayFault
    /// The server does not rename, which is how a snapshot gets its name.
    case noRenaming
    /// The server does not list what a folder holds.
    case noListing
    /// The server takes no password in the one form that is sent.
    case wantsDigest
    /// The server answers that it has a fault of its own, which may pass.
    case serverFault
    /// The storage asks to come back later, after this many seconds where it says so.
    case busy(after: Int?)
    /// The storage does not let this user in.
    case refused
    /// The server cannot show that it is the one that was asked for: its certificate is not trusted.
    case untrusted
    /// The same, where the certificate shows what is wrong.
    case certificate(CertificateProblem)
    /// The proxy at this address does not let the connection through.
    case proxyRefused(String)
    /// The variable with this name holds no proxy's address.
    case invalidProxy(String)
    /// The library that talks to servers is not installed here, or is too old.
    case noNetworkLibrary
    /// The server points to another address, which is not followed.
    case redirected
    /// The server answers, but there is no such storage: no bucket, no WebDAV folder and none can be made.
    case notThere
    /// The storage refuses requests signed by this device's clock.
    case clockOff
    /// The storage has no room left.
    case full
    /// The storage can be read but not written.
    case readOnly
    /// The object is longer than it may be.
    case tooLarge
    /// The server gave an answer with this HTTP status that fits no such request.
    case badAnswer(Int)
    /// The system failed with this error number.
    case failed(Int32)
}
