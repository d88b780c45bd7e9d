package import AccountAPI
package import Encodings
package import Vault

extension Failure {
    /// What the program goes on by after a failure, with its type; `mentions` says what the words make of it.
    package enum Detail: Sendable, Hashable {
        /// The account is here already, at this place of the list.
        case duplicate(position: Int)
        /// It is about this line of a list.
        case line(Int)
        /// So many tries are left before a pause.
        case attemptsLeft(Int)
        /// The same may be tried again after so many seconds.
        case wait(seconds: Int)
        /// A code was sent to a contact and not typed; the proof goes on with it.
        case codeSent(proof: ContactProofID, masked: String)
        /// The account has a backup already, with so many entries and made then.
        case backupFound(entries: Int, made: Instant)
        /// A snapshot does not open, and the newest that does is this one.
        case intact(UInt64, made: Instant)
        /// The storage holds an older snapshot than the service has told of.
        case rolledBack(found: UInt64, expected: UInt64)
        /// The service has told of an older snapshot than the storage holds.
        case oldHead(found: UInt64, newest: UInt64)
        /// This device was removed from the account.
        case removed(KnownRemoval)
    }
}
