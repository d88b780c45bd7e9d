import Hummingbird

extension PageRoutes {
    /// Serves the exchange of a ticket for the cookie.
    ///
    /// The ticket comes in a form that the app has written into a file which only its user can read: no address ever
    /// holds it, and neither does a list of processes.
    func addLaunch() {
        post("/launch") { site, form, context in
            guard let cookie = site.gate.exchange(ticket: form["ticket"]) else { throw PageRefusal.notLetIn }
            // The request came from a file, so a redirect would not carry a strict cookie: the page goes on without it.
            var response = site.page(.welcome, NoModel(), context)
            response.setCookie(
                Cookie(name: site.origin.cookieName, value: cookie, path: "/", httpOnly: true, sameSite: .strict)
            )
            return response
        }
    }
}
