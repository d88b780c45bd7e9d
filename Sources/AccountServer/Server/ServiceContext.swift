import Foundation
import Logging
import OPAQUE
import SQLDatabase

/// What the rules of every feature stand on.
struct ServiceContext: Sendable {
    /// Where everything is kept.
    let database: any SQLEngine
    /// The secrets that are not in the database.
    let keys: ServerKeys
    /// Seals values in the database.
    let atRest: AtRest
    /// The server's side of OPAQUE.
    let opaque: OPAQUEServer
    /// The OPAQUE suites that a new record may have.
    let acceptedSuites: Set<UInt16>
    /// What carries messages to contacts.
    let messages: Messages
    /// Tells connected devices what happens.
    let live: LiveFeed
    /// The clock.
    let clock: @Sendable () -> Date
    /// Where the service writes its log; nothing of a user goes there.
    let log: Logger

    /// Milliseconds since 1970.
    var now: Milliseconds { clock().milliseconds }
}
