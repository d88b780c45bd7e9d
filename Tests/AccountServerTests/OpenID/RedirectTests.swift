import AccountAPI
import AccountServer
import Foundation
import HTTPTypes
import Testing

/// Where people are sent back to: what was registered byte for byte, and any port of the person's own machine.
@Suite struct RedirectTests {
    @Test(arguments: [
        ("https://kiosk.example/;a?K", "https://\u{212A}iosk.example/;a?K"),
        ("https://kiosk.example/;a?K", "https://kiosk.example/\u{37E}a?K"),
        ("https://kiosk.example/;a?K", "https://kiosk.example/;a?\u{212A}"),
        ("https://kiosk.example/`", "https://kiosk.example/\u{1FEF}"),
    ])
    func `an address that is only canonically equivalent to a registered one is another`(
        registered: String,
        asked: String
    ) async throws {
        #expect(registered == asked || registered.lowercased() == asked.lowercased())
        let service = try await TestService()
        let settings = SignInSettings(redirects: [registered], postLogoutRedirects: [registered])
        let application = try await TestApplication(service, settings)
        try await service.run { client in
            let browser = TestBrowser(client)
            #expect(try await browser.get(application.address(["redirect_uri": registered])).status == .seeOther)
            let page = try await browser.get(application.address(["redirect_uri": asked]))
            #expect(page.status == .badRequest)
            #expect(page.destination == nil)
            let fields = ["client_id": application.id, "post_logout_redirect_uri": asked]
            let leaving = try await browser.get("/openid/logout?\(TestForm.encode(fields))")
            #expect(leaving.status == .badRequest)
            #expect(leaving.destination == nil)
        }
    }

    private static let loopback = ["http://127.0.0.1/cb?a=b", "http://[::1]:8080/cb?a=b"]

    @Test(arguments: [
        ("http://127.0.0.1/cb?a=b", true), ("http://127.0.0.1:53682/cb?a=b", true),
        ("http://127.0.0.1:1/cb?a=b", true), ("http://127.0.0.1:65535/cb?a=b", true),
        ("http://[::1]/cb?a=b", true), ("http://[::1]:53682/cb?a=b", true),
        ("http://127.0.0.1:65536/cb?a=b", false), ("http://127.0.0.1:0/cb?a=b", false),
        ("http://127.0.0.1:/cb?a=b", false), ("http://127.0.0.1:0080/cb?a=b", false),
        ("http://127.0.0.1:+80/cb?a=b", false), ("http://127.0.0.1:53682/cb", false),
        ("http://127.0.0.1:53682/cb?a=b&c", false), ("http://127.0.0.1:53682/CB?a=b", false),
        ("http://127.0.0.1:53682@evil.example/cb?a=b", false), ("http://127.0.0.1.evil.example/cb?a=b", false),
        ("http://127.0.0.1:80.evil.example/cb?a=b", false), ("http://127.0.0.1:80#/cb?a=b", false),
        ("http://127.0.0.2:53682/cb?a=b", false), ("http://localhost:53682/cb?a=b", false),
        ("https://127.0.0.1:53682/cb?a=b", false), ("http://127.0.0.1:\u{661}/cb?a=b", false),
    ])
    func `a public application may listen at any port of this machine`(asked: String, isAllowed: Bool) async throws {
        let service = try await TestService()
        let application = try await TestApplication(service, SignInSettings(redirects: Self.loopback, isPublic: true))
        try await service.run { client in
            let page = try await TestBrowser(client).get(application.address(["redirect_uri": asked]))
            #expect((page.status == .seeOther) == isAllowed)
            #expect(isAllowed || page.title == "Address not registered")
        }
    }

    @Test func `an application with a secret and one at localhost name their port`() async throws {
        let service = try await TestService()
        let secret = try await TestApplication(service, SignInSettings(redirects: ["http://127.0.0.1/cb"]))
        let named = try await TestApplication(
            service,
            SignInSettings(redirects: ["http://localhost:8080/cb"], isPublic: true)
        )
        try await service.run { client in
            let browser = TestBrowser(client)
            for (application, redirect) in [
                (secret, "http://127.0.0.1:53682/cb"), (named, "http://localhost:53682/cb"),
            ] {
                let page = try await browser.get(application.address(["redirect_uri": redirect]))
                #expect(page.title == "Address not registered")
            }
        }
    }

    @Test func `a code is good for the port that it was sent to`() async throws {
        let settings = SignInSettings(redirects: ["http://127.0.0.1/cb"], isPublic: true)
        try await TokenTests.run(settings) { _, world in
            let (client, person, browser, application) = world
            for (port, status) in [(53682, 200), (53683, 400)] {
                let asked = ["redirect_uri": "http://127.0.0.1:53682/cb"]
                let code = try await person.signIn(browser, to: application, asked)["code"] ?? ""
                let answer = try await client.form(
                    "/openid/token",
                    [
                        "grant_type": "authorization_code", "client_id": application.id, "code": code,
                        "redirect_uri": "http://127.0.0.1:\(port)/cb", "code_verifier": TestApplication.verifier,
                    ]
                )
                #expect(answer.status == status)
            }
        }
    }
}
