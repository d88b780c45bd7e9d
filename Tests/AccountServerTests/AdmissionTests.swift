import AccountAPI
import Encodings
import HTTPTypes
import Hummingbird
import Testing

@testable import AccountServer

/// The table of what each endpoint and page asks for, and that pages ask for it.
@Suite struct AdmissionTests {
    @Test func `every endpoint and every page that changes something has a row, and every row is served`() async throws
    {
        let router = try await TestService().service.router()
        let served = router.routes.filter { route in
            let isRead = [HTTPRequest.Method.get, .head, .options].contains(route.method)
            return !isRead || route.method == .get && route.path.description.hasPrefix("/v1/")
        }.map { "\($0.method.rawValue) \($0.path)" }
        // It is no endpoint: its answer has no end.
        let rows = Set(Admission.rows.keys).union(["GET \(SignInRequestEvents.path)"])
        #expect(Set(served).subtracting(rows).isEmpty)
        #expect(rows.subtracting(served).isEmpty)
    }

    @Test func `a page that changes something changes nothing for a browser that nobody has signed in in`() async throws
    {
        try await TokenTests.run { service, world in
            let (_, person, browser, _) = world
            let token = try #require(try await browser.open("/sign-in").form("/sign-in")?["token"])
            let device = try #require(person.session.opened.device).rawValue
            for (route, admission) in Admission.rows where admission == .browser || admission.needsRecentSignIn {
                let path = try #require(route.split(separator: " ").last.map(String.init))
                let page = try await browser.post(path, ["token": token, "device": device])
                let asksToSignIn = page.location?.contains("/sign-in?") == true
                #expect(asksToSignIn || page.status.code >= 400, "\(path)")
            }
            #expect(try await service.count("device") == 1)
        }
    }

    @Test func `a page that changes something takes a sign-in of a quarter of an hour ago`() async throws {
        try await TokenTests.run { service, world in
            let (_, person, browser, application) = world
            _ = try await person.signIn(browser, to: application)
            let account = try await browser.open("/account")
            let fields = try #require(account.form("/account/applications/revoke"))
            let device = try #require(person.session.opened.device).rawValue
            service.clock.advance(15 * 60 + 1)
            for (route, admission) in Admission.rows where admission.needsRecentSignIn {
                let path = try #require(route.split(separator: " ").last.map(String.init))
                let page = try await browser.post(path, fields.merging(["device": device]) { mine, _ in mine })
                #expect(page.location?.contains("/sign-in?") == true, "\(path)")
            }
            #expect(try await service.count("consent") == 1)
            #expect(try await service.count("device") == 1)
            let again = try await person.signIn(browser, on: try await browser.open("/sign-in"))
            #expect(again.body.contains("class=\"title\">Wiki<"))
            _ = try await browser.submit(again, to: "/account/applications/revoke")
            #expect(try await service.count("consent") == 0)
        }
    }
}
