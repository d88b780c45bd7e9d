import AccountAPI
import AccountServer
import Foundation
import HTTPTypes
import Testing

@Suite struct ConsentTests {
    @Test func `people are asked once, and again for more`() async throws {
        let service = try await TestService()
        let application = try await TestApplication(service)
        try await service.run { client in
            let person = try await TestPerson(service, client)
            let browser = TestBrowser(client)
            let page = try await person.signIn(browser, on: try await browser.open(application.address()))
            #expect(page.title == "Wiki wants to know who you are")
            #expect(page.body.contains("<strong>app.example.net</strong>"))
            #expect(page.body.contains(TestClient.ada))
            let silent = try await browser.open(application.address(["prompt": "none"]))
            #expect(silent.answer["error"] == "consent_required")
            #expect(try await browser.submit(page, to: "/consent", ["decision": "allow"]).answer["code"] != nil)
            #expect(try await browser.open(application.address(["scope": "openid"])).answer["code"] != nil)
            let more = ["scope": "openid profile offline_access"]
            #expect(try await browser.open(application.address(more)).form("/consent") != nil)
            #expect(try await browser.open(application.address(["prompt": "consent"])).form("/consent") != nil)
        }
    }

    @Test func `a person who does not agree goes back without a code`() async throws {
        let service = try await TestService()
        let application = try await TestApplication(service)
        try await service.run { client in
            let person = try await TestPerson(service, client)
            let browser = TestBrowser(client)
            let page = try await person.signIn(browser, on: try await browser.open(application.address()))
            let answer = try await browser.submit(page, to: "/consent", ["decision": "deny"]).answer
            #expect(answer["error"] == "access_denied")
            #expect(answer["state"] == "af0ifjsldkj")
            #expect(answer["code"] == nil)
            #expect(try await service.count("consent") == 0)
            #expect(try await browser.open(application.address()).form("/consent") != nil)
        }
    }

    @Test func `an application of one's own asks nothing unless it says so`() async throws {
        let service = try await TestService()
        let settings = SignInSettings(redirects: [TestApplication.redirect], needsConsent: false)
        let application = try await TestApplication(service, settings)
        try await service.run { client in
            let person = try await TestPerson(service, client)
            let browser = TestBrowser(client)
            let page = try await person.signIn(browser, on: try await browser.open(application.address()))
            #expect(page.answer["code"] != nil)
            #expect(try await browser.open(application.address(["prompt": "consent"])).form("/consent") != nil)
            // It is on the page of the account all the same, where it can be taken back.
            let account = try await browser.open("/account")
            #expect(account.body.contains("class=\"title\">Wiki<"))
            _ = try await browser.submit(account, to: "/account/applications/revoke")
            #expect(try await application.exchange(client, page.answer["code"]).error == "invalid_grant")
        }
    }

    @Test func `a consent that is withdrawn takes the tokens with it`() async throws {
        let service = try await TestService()
        let application = try await TestApplication(service)
        try await service.run { client in
            let person = try await TestPerson(service, client)
            let browser = TestBrowser(client)
            let scope = ["scope": "openid profile offline_access"]
            let code = try await person.signIn(browser, to: application, scope)["code"]
            let tokens = try await application.exchange(client, code)
            #expect(try await TestApplication.userInfo(client, tokens.accessToken).status == 200)
            let account = try await browser.open("/account")
            #expect(account.body.contains("class=\"title\">Wiki<"))
            let after = try await browser.submit(account, to: "/account/applications/revoke")
            #expect(!after.body.contains("class=\"title\">Wiki<"))
            #expect(try await TestApplication.userInfo(client, tokens.accessToken).error == "invalid_token")
            #expect(try await application.refresh(client, tokens.refreshToken).error == "invalid_grant")
            #expect(try await browser.open(application.address()).form("/consent") != nil)
        }
    }

    @Test func `an agreement counts for the account whose name was read`() async throws {
        let service = try await TestService()
        let application = try await TestApplication(service)
        try await service.run { client in
            let (ada, bob) = (
                try await TestPerson(service, client), try await TestPerson(service, client, name: "bob")
            )
            let browser = TestBrowser(client)
            let page = try await ada.signIn(browser, on: try await browser.open(application.address()))
            _ = try await bob.signIn(browser, on: try await browser.open("/sign-in"), name: "bob")
            let after = try await browser.submit(page, to: "/consent", ["decision": "allow"])
            #expect(after.status == .badRequest)
            #expect(after.destination == nil)
            #expect(try await service.count("consent") == 0)
        }
    }
}
