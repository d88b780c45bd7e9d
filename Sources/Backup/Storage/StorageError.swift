/// Why a storage did not do what it was asked for.
package enum StorageError: Error, Sendable, Equatable {
    /// There is no such object.
    case notFound
    /// The name is taken.
    case alreadyExists
    /// The storage is not there now: a folder that is not mounted, a server that does not answer or not to the end.
    case unreachable
    /// The server answers that it has a fault of its own, which may pass.
    case serverFault
    /// The storage asks to come back later, after this many seconds where it says so.
    case busy(after: Int?)
    /// The storage does not let this user in.
    case refused
    /// The server cannot show that it is the one that was asked for: its certificate is not trusted.
    case untrusted
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

    /// Whether the same request may succeed soon, and whether this one was carried out is not known.
    var isTemporary: Bool {
        switch self {
        case .unreachable, .serverFault, .busy: true
        default: false
        }
    }
}
