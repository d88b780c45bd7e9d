import HTTPExchange
import Testing

@testable import DevicePages

/// Which page a path leads to.
@Suite struct RouteTableTests {
    private static let table: RouteTable = {
        var table = RouteTable()
        for (method, pattern) in [
            (HTTPMethod.GET, "/"), (.GET, "/accounts/:id"), (.POST, "/accounts/:id"), (.POST, "/accounts/:id/move"),
            (.POST, "/accounts/put-back"), (.GET, "/settings"), (.GET, "/:id/last"),
        ] {
            table.add(Route(method: method, pattern: pattern, limit: 0) { _, _ in .redirect(to: "/") })
        }
        return table
    }()

    /// What is found, as a text.
    private static func found(_ method: HTTPMethod, _ path: String) -> String {
        switch table.find(method, path) {
        case .route(let route, let id): "\(route.method.rawValue) \(route.pattern) \(id)"
        case .otherMethod(let methods): methods.map(\.rawValue).joined(separator: " or ")
        case .nothing: "nothing"
        }
    }

    @Test(arguments: [
        ("/", "GET / "), ("/accounts/07", "GET /accounts/:id 07"), ("/accounts/a%2Fb", "GET /accounts/:id a%2Fb"),
        ("/settings", "GET /settings "), ("/accounts/last", "GET /accounts/:id last"),
        ("/accounts/é", "GET /accounts/:id é"), ("/settings/last", "GET /:id/last settings"),
    ])
    func `a path leads to its page, with the segment that it names as it was sent`(path: String, route: String) {
        #expect(Self.found(.GET, path) == route)
    }

    @Test func `one that is named comes before any other segment`() {
        #expect(Self.found(.POST, "/accounts/put-back") == "POST /accounts/put-back ")
        #expect(Self.found(.POST, "/accounts/put-back/move") == "POST /accounts/:id/move put-back")
    }

    @Test(arguments: [
        (HTTPMethod.POST, "/", "GET"), (.HEAD, "/settings", "GET"), (.DELETE, "/accounts/07", "GET or POST"),
        (HTTPMethod(rawValue: "get"), "/settings", "GET"), (HTTPMethod(rawValue: ""), "/accounts/07/move", "POST"),
    ])
    func `another method finds the ones that there are`(method: HTTPMethod, path: String, methods: String) {
        #expect(Self.found(method, path) == methods)
    }

    @Test(arguments: [
        "", "settings", "//", "/settings/", "//settings", "/accounts", "/accounts/", "/accounts//move", "/./settings",
        "/accounts/../settings", "/Settings", "/settings?a=b", "/settings%00", "/%73ettings", "/settings/07/08",
        "/accounts/07/move/", "/:id/:id", "*", "http://elsewhere/settings", "/sett\u{131}ngs", "/settings\u{301}",
    ])
    func `a path that no page has leads nowhere`(path: String) {
        #expect(Self.found(.GET, path) == "nothing")
    }

    @Test func `a path of a million segments leads nowhere, and soon`() {
        #expect(Self.found(.GET, String(repeating: "/accounts", count: 100_000)) == "nothing")
        #expect(Self.found(.GET, String(repeating: "/", count: 1_000_000)) == "nothing")
    }

    @Test func `the pages have one answer for a method and a path, and none takes more than a picture`() {
        let routes = PageRoutes.all.all
        #expect(routes.count > 80)
        #expect(Set(routes.map { "\($0.method.rawValue) \($0.pattern)" }).count == routes.count)
        for route in routes {
            #expect(route.method == .GET ? route.limit == 0 : route.limit > 0, "\(route.pattern)")
        }
    }
}
