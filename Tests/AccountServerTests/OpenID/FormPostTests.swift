import AccountAPI
import AccountServer
import Foundation
import HTTPTypes
import Testing

/// Answers that the browser posts (OAuth 2.0 Form Post Response Mode).
@Suite struct FormPostTests {
    private static let mode = ["response_mode": "form_post"]

    @Test func `the code goes by a form, and exchanges as any`() async throws {
        try await TokenTests.run { _, world in
            let (client, person, browser, application) = world
            let asked = try await browser.open(application.address(Self.mode))
            let consent = try await person.signIn(browser, on: asked)
            let page = try await browser.submit(consent, to: "/consent", ["decision": "allow"])
            #expect(page.status == .ok)
            #expect(page.destination == nil)
            let form = try #require(page.form(TestApplication.redirect))
            #expect(Set(form.keys) == ["code", "state", "iss"])
            #expect(form["state"] == "af0ifjsldkj")
            #expect(form["iss"] == TestService.publicURL)
            #expect(try await application.exchange(client, form["code"]).status == 200)
            // Without a form in between as well.
            let again = try await browser.open(application.address(Self.mode))
            #expect(again.form(TestApplication.redirect)?["code"] != nil)
        }
    }

    @Test func `the page may post to an application, and nothing on it runs but the service's script`() async throws {
        try await TokenTests.run { _, world in
            let (_, _, browser, application) = world
            let page = try await browser.get(application.address(["response_mode": "form_post", "prompt": "none"]))
            let policy = try #require(page.header("Content-Security-Policy"))
            #expect(policy.contains("form-action 'self' *;"))
            #expect(policy.contains("default-src 'none'; script-src 'self';"))
            #expect(policy.contains("frame-ancestors 'none'"))
            #expect(page.headers[.cacheControl] == "no-store")
            #expect(page.body.contains("<button"))
            let others = try await browser.get("/sign-in")
            #expect(others.header("Content-Security-Policy")?.contains("form-action 'self';") == true)
        }
    }

    @Test(arguments: [
        (["prompt": "none"], "login_required"), (["scope": ""], "invalid_scope"),
        (["code_challenge": ""], "invalid_request"), (["response_type": "token"], "unsupported_response_type"),
        (["id_token_hint": "x"], "invalid_request"),
    ])
    func `errors go the same way`(changes: [String: String], error: String) async throws {
        try await TokenTests.run { _, world in
            let (_, _, browser, application) = world
            let page = try await browser.get(application.address(changes.merging(Self.mode) { $1 }))
            #expect(page.status == .ok)
            let form = try #require(page.form(TestApplication.redirect))
            #expect(form["error"] == error)
            #expect(form["state"] == "af0ifjsldkj")
            #expect(form["iss"] == TestService.publicURL)
            #expect(form["error_description"]?.isEmpty == false)
        }
    }

    @Test func `an application's own scheme gets its answer in the address`() async throws {
        let service = try await TestService()
        let settings = SignInSettings(redirects: ["org.example.app:/cb"], isPublic: true)
        let application = try await TestApplication(service, settings)
        try await service.run { client in
            let fields = Self.mode.merging(["redirect_uri": "org.example.app:/cb"]) { $1 }
            let page = try await TestBrowser(client).get(application.address(fields))
            #expect(page.answer["error"] == "invalid_request")
            #expect(page.destination?.hasPrefix("org.example.app:/cb?") == true)
        }
    }
}
