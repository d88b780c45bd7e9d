package import Sealed

/// The one point that puts snapshots in order: the head at the account service.
package protocol BackupHeads: AnyObject, Sendable {
    /// The head now; nil before the first snapshot.
    func head() throws(HeadError) -> Head?

    /// The newest head of a device that the account has settled, where a device that is new to it made the newest of
    /// all; nil where those are one.
    func settledHead() throws(HeadError) -> Head?

    /// Makes `head` the newest if the head's generation is still `previous`, 0 before the first; otherwise it must
    /// throw ``HeadError/moved``.
    func advance(to head: Head, after previous: UInt64) throws(HeadError)
}

extension BackupHeads {
    /// Nil, for where the heads are kept without telling devices apart.
    package func settledHead() throws(HeadError) -> Head? { nil }
}

/// Why a head was not read or advanced.
package enum HeadError: Error, Sendable {
    /// Another snapshot became the newest meanwhile.
    case moved
    /// The account service did not give or take it.
    case service(any ServiceFailure)
}

/// Why the account service did not do what a backup asked for: whoever asks it knows, and finds the words.
package protocol ServiceFailure: AnyObject, Sendable {}

extension BackupRunError {
    init(_ error: HeadError) {
        switch error {
        case .moved: self = .headMoved
        case .service(let failure): self = .service(failure)
        }
    }
}
