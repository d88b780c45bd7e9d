package import Sealed

/// The one point that puts snapshots in order: the head at the account service.
package protocol BackupHeads: Sendable {
    /// The head now; nil before the first snapshot.
    func head() throws -> Head?

    /// The newest head of a device that the account has settled, where a device that is new to it made the newest of
    /// all; nil where those are one.
    func settledHead() throws -> Head?

    /// Makes `head` the newest if the head's generation is still `previous`, 0 before the first; otherwise it must
    /// throw ``HeadError/moved``.
    func advance(to head: Head, after previous: UInt64) throws
}

extension BackupHeads {
    /// Nil, for where the heads are kept without telling devices apart.
    package func settledHead() throws -> Head? { nil }
}

/// Why a head was not advanced.
package enum HeadError: Error, Sendable, Equatable {
    /// Another snapshot became the newest meanwhile.
    case moved
}
