import DevicePages
import HTTPExchange
import Hummingbird

extension PageDoor {
    /// Where a ticket becomes the cookie.
    static let launch = "/launch"

    /// Exchanges a ticket for the cookie.
    ///
    /// The ticket comes in a form that the app has written into a file which only its user can read: no address ever
    /// holds it, and neither does a list of processes.
    func cookie(for request: Request) async throws -> Cookie {
        guard request.method == .post else { throw PageRefusal.otherMethod([.POST]) }
        let form = try PageForm(String(buffer: try await request.body.collect(upTo: PageSite.maximumFormLength)))
        guard let cookie = gate.exchange(ticket: form["ticket"]) else { throw PageRefusal.notLetIn }
        return Cookie(name: origin.cookieName, value: cookie, path: "/", httpOnly: true, sameSite: .strict)
    }
}
