import Encodings
import Primitives
import Synchronization

/// Lets one browser in: a ticket is good once and for a short time, and becomes a cookie.
///
/// Only digests are kept, so that what is in memory opens nothing.
final class PageGate: Sendable {
    /// How long a ticket waits to be used.
    static let ticketLifetime: Int64 = 120
    /// How long a browser that asks for nothing stays let in.
    static let idleLifetime: Int64 = 3600

    private struct State {
        var tickets: [Digest: Instant] = [:]
        var visitors: [Digest: Instant] = [:]
    }

    private typealias Digest = [UInt8]
    private let state = Mutex(State())
    private let now: @Sendable () -> Instant

    init(now: @escaping @Sendable () -> Instant) {
        self.now = now
    }

    /// A new ticket.
    func issueTicket() -> PageTicket {
        let secret = Self.secret()
        let now = now()
        state.withLock { $0.tickets[Self.digest(secret)] = now }
        return PageTicket(secret: secret)
    }

    /// The cookie's value for a ticket; nil for a ticket that is unknown, used or too old.
    func exchange(ticket: String) -> String? {
        let now = now()
        let cookie = Self.secret()
        let isGood = state.withLock { state in
            guard let issued = state.tickets.removeValue(forKey: Self.digest(ticket)),
                now.isWithin(Self.ticketLifetime, of: issued)
            else { return false }
            state.visitors[Self.digest(cookie)] = now
            return true
        }
        return isGood ? cookie : nil
    }

    /// Whether a cookie's value lets in; doing so keeps it good.
    func admits(cookie: String) -> Bool {
        let now = now()
        let digest = Self.digest(cookie)
        return state.withLock { state in
            guard let last = state.visitors[digest] else { return false }
            guard now.isWithin(Self.idleLifetime, of: last) else {
                state.visitors[digest] = nil
                return false
            }
            state.visitors[digest] = now
            return true
        }
    }

    /// No longer lets a cookie's value in.
    func forget(cookie: String) {
        let digest = Self.digest(cookie)
        state.withLock { $0.visitors[digest] = nil }
    }

    private static func secret() -> String {
        Base64.encodeForURL(randomBytes(count: 32))
    }

    // The secrets have 256 random bits, so a look-up by digest tells nothing that could be guessed from its time.
    private static func digest(_ secret: String) -> Digest {
        SHA256.hash(Array(secret.utf8))
    }
}

/// What opens the page once.
package struct PageTicket: Sendable {
    /// The secret, Base64 for URLs without padding; it belongs into a form's field, never into an address.
    package let secret: String
}

extension PageTicket: CustomStringConvertible, CustomReflectable {
    /// Says that the ticket is hidden.
    package var description: String { "PageTicket(redacted)" }

    /// Shows no children.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
