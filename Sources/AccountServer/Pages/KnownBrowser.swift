import AccountAPI
import Primitives

/// A browser that has signed people in before, as its cookie says: what strangers spend of those names is not asked of it.
///
/// The cookie is sealed, opens nothing, and stays when someone signs out.
struct KnownBrowser: Codable, Sendable {
    /// How long it is known after a sign-in.
    static let lifetime = 90 * Milliseconds.day
    private static let limit = 5
    private static let kind = "known-browser"
    /// Names the browser.
    let id: String
    private var people: [Person] = []

    private struct Person: Codable, Sendable {
        /// What the database holds of the user name.
        let login: String
        let signedIn: Milliseconds
    }

    /// A browser that nobody has signed in with yet.
    init() {
        id = randomBytes(count: 16).hexadecimal
    }

    /// Reads a cookie; nil unless this service has made it.
    init?(cookie: String?, _ service: ServiceContext) {
        guard let known = PageSeal(service: service).open(cookie, as: KnownBrowser.self, kind: Self.kind) else {
            return nil
        }
        self = known
    }

    /// What the cookie holds.
    func cookie(_ service: ServiceContext) throws -> String {
        try PageSeal(service: service).seal(self, kind: Self.kind)
    }

    /// Whether someone has signed in with a name here.
    func knows(_ login: [UInt8], now: Milliseconds) -> Bool {
        let login = login.hexadecimal
        return people.contains { $0.login == login && $0.signedIn + Self.lifetime > now }
    }

    /// Notes that someone has signed in.
    mutating func note(_ login: [UInt8], now: Milliseconds) {
        let person = Person(login: login.hexadecimal, signedIn: now)
        let others = people.filter { $0.login != person.login && $0.signedIn + Self.lifetime > now }
        people = Array(([person] + others).prefix(Self.limit))
    }
}
