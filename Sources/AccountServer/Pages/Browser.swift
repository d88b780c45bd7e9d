import Encodings
import HTTPTypes
import Hummingbird
import Primitives

/// A browser, by its cookies: one that ties forms and the steps of a sign-in to it, one that opens its session, and one
/// that says who has signed in with it before.
struct Browser: Sendable {
    private static let tokenLength = 32
    /// What the first cookie holds.
    private let token: String
    /// Whether the cookie has to be set.
    let isNew: Bool
    /// What the cookie of the session holds.
    let sessionToken: String?
    /// What the cookie of a ``KnownBrowser`` holds.
    let knownToken: String?
    private let isSecure: Bool

    /// Reads the cookies of a request; a browser without them gets the first one.
    init(_ request: Request, isSecure: Bool) {
        let cookies = request.cookies
        let sent = cookies[Self.name("browser", isSecure)]?.value
        token = sent.flatMap { Self.isToken($0) ? $0 : nil } ?? randomBytes(count: Self.tokenLength).hexadecimal
        isNew = token != sent
        sessionToken = cookies[Self.name("session", isSecure)]?.value
        knownToken = cookies[Self.name("known", isSecure)]?.value
        self.isSecure = isSecure
    }

    /// Names the browser in what it carries from page to page.
    var id: String {
        SHA256.hash(Array("browser/v1\n\(token)".utf8)).hexadecimal
    }

    /// What each form of this browser carries, and no other site can know.
    var formToken: String {
        SHA256.hash(Array("form/v1\n\(token)".utf8)).hexadecimal
    }

    /// The cookie that ties forms to the browser.
    var cookie: Cookie { cookie("browser", token) }

    /// The cookie that opens a session; for the end of one, without a token.
    func sessionCookie(_ token: String?) -> Cookie {
        cookie("session", token ?? "", maxAge: token == nil ? 0 : nil)
    }

    /// The cookie that says who has signed in before.
    func knownCookie(_ token: String) -> Cookie {
        cookie("known", token, maxAge: Int(KnownBrowser.lifetime / .second))
    }

    // The prefix keeps other hosts of the domain from setting the cookie, RFC 6265bis section 4.1.3.2.
    private static func name(_ name: String, _ isSecure: Bool) -> String {
        "\(isSecure ? "__Host-" : "")sparekey-\(name)"
    }

    // Lax, not strict: an application sends people here, and they should be recognised when they come.
    private func cookie(_ name: String, _ value: String, maxAge: Int? = nil) -> Cookie {
        Cookie(
            name: Self.name(name, isSecure),
            value: value,
            maxAge: maxAge,
            path: "/",
            secure: isSecure,
            httpOnly: true,
            sameSite: .lax
        )
    }

    private static func isToken(_ text: String) -> Bool {
        text.utf8.count == tokenLength * 2
            && text.utf8.allSatisfy { Hex.isLowerCaseDigit($0) }
    }
}
