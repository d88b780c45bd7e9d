import AccountAPI
import AccountServer
import Foundation
import HTTPTypes
import Testing

@Suite struct LogoutTests {
    private static let target = "https://app.example.net/bye?x=1"
    private static let settings = SignInSettings(
        redirects: [TestApplication.redirect],
        postLogoutRedirects: [target]
    )

    @Test func `an application signs people out with the ID token that it got`() async throws {
        try await TokenTests.run(Self.settings) { service, world in
            let (client, person, browser, application) = world
            let code = try await person.signIn(browser, to: application)["code"]
            let tokens = try await application.exchange(client, code)
            service.clock.advance(3000)
            let fields = [
                "id_token_hint": tokens.idToken ?? "", "post_logout_redirect_uri": Self.target, "state": "a&b",
            ]
            let page = try await browser.get("/openid/logout?\(TestForm.encode(fields))")
            #expect(page.destination == "\(Self.target)&state=a%26b")
            #expect(browser.cookies["__Host-sparekey-session"] == nil)
            #expect(try await service.count("web_session") == 0)
            #expect(try await browser.open("/account").form("/sign-in") != nil)
            #expect(try await TestApplication.userInfo(client, tokens.accessToken).error == "invalid_token")
        }
    }

    @Test func `what an application may do while nobody is there outlives the session`() async throws {
        try await TokenTests.run(Self.settings) { _, world in
            let (client, person, browser, application) = world
            let code = try await person.signIn(browser, to: application, ["scope": "openid offline_access"])["code"]
            let tokens = try await application.exchange(client, code)
            let out = try await browser.submit(try await browser.open("/account"), to: "/sign-out")
            #expect(out.title == "Signed out")
            #expect(try await application.refresh(client, tokens.refreshToken).status == 200)
        }
    }

    @Test func `without an ID token people are asked, and sent on afterwards`() async throws {
        try await TokenTests.run(Self.settings) { service, world in
            let (_, person, browser, application) = world
            _ = try await person.signIn(browser, to: application)
            let fields = ["client_id": application.id, "post_logout_redirect_uri": Self.target, "state": "s"]
            let page = try await browser.get("/openid/logout?\(TestForm.encode(fields))")
            #expect(page.title == "Sign out?")
            #expect(try await service.count("web_session") == 1)
            let out = try await browser.submit(page, to: "/sign-out")
            #expect(out.destination == "\(Self.target)&state=s")
            #expect(try await service.count("web_session") == 0)
        }
    }

    @Test(arguments: ["another key", "no signature", "another issuer"])
    func `an ID token that is not of this service signs nobody out`(kind: String) async throws {
        try await TokenTests.run(Self.settings) { service, world in
            let (client, person, browser, application) = world
            let code = try await person.signIn(browser, to: application)["code"]
            let token = try #require(try await application.exchange(client, code).idToken)
            let parts = token.split(separator: ".").map(String.init)
            let header = Data((#"{"alg":"none","typ":"JWT","kid":"x"}"#).utf8)
            let forged =
                switch kind {
                case "another key": "\(parts[0]).\(parts[1]).\(String(parts[2].reversed()))"
                case "no signature": "\(TestApplication.base64URL(header)).\(parts[1])."
                default: "\(parts[0]).\(TestApplication.base64URL(Data("{}".utf8))).\(parts[2])"
                }
            let page = try await browser.get("/openid/logout?id_token_hint=\(forged)")
            #expect(page.title == "Sign out?")
            #expect(try await service.count("web_session") == 1)
        }
    }

    @Test func `someone else's ID token signs nobody out without a question`() async throws {
        try await TokenTests.run(Self.settings) { service, world in
            let (client, person, browser, application) = world
            let bob = try await TestPerson(service, client, name: "bob")
            let code = try await person.signIn(browser, to: application)["code"]
            let token = try await application.exchange(client, code).idToken ?? ""
            let other = TestBrowser(client)
            _ = try await bob.signIn(other, on: try await other.open("/sign-in"), name: "bob")
            #expect(try await other.get("/openid/logout?id_token_hint=\(token)").title == "Sign out?")
        }
    }

    @Test(arguments: [
        "https://app.example.net/bye", "https://evil.example/", "//evil.example", TestApplication.redirect,
        "javascript:alert(1)",
    ])
    func `nobody is sent to an address that is not registered for it`(address: String) async throws {
        try await TokenTests.run(Self.settings) { service, world in
            let (client, person, browser, application) = world
            let code = try await person.signIn(browser, to: application)["code"]
            let token = try await application.exchange(client, code).idToken ?? ""
            for id in [["id_token_hint": token], ["client_id": application.id], [:]] {
                let fields = id.merging(["post_logout_redirect_uri": address]) { $1 }
                let page = try await browser.get("/openid/logout?\(TestForm.encode(fields))")
                #expect(page.status == .badRequest)
                #expect(page.destination == nil)
            }
            let account = try await browser.open("/account")
            let forced = ["client_id": application.id, "post_logout_redirect_uri": address]
            let page = try await browser.submit(account, to: "/sign-out", forced)
            #expect(page.status == .badRequest)
            #expect(page.destination == nil)
            #expect(try await service.count("web_session") == 1)
        }
    }
}
