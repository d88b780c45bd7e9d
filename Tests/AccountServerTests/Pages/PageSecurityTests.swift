import AccountAPI
import AccountServer
import Encodings
import Foundation
import HTTPTypes
import Testing

@Suite struct PageSecurityTests {
    @Test func `no page is framed, kept, or loads anything from elsewhere`() async throws {
        try await TokenTests.run { _, world in
            let (_, person, browser, application) = world
            let signIn = try await browser.open(application.address())
            let code = try await browser.submit(signIn, to: "/sign-in", ["username": "x", "way": "code"])
            let consent = try await person.signIn(browser, on: signIn)
            let leave = try await browser.submit(consent, to: "/consent", ["decision": "deny"])
            let pages = [
                signIn, code, consent, leave, try await browser.get("/account"),
                try await browser.get("/openid/logout"), try await browser.get("/openid/authorize"),
                try await TestBrowser(world.client).get("/account"),
            ]
            for page in pages {
                let policy = try #require(page.headers[.contentSecurityPolicy])
                let directives = Set(policy.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) })
                let needed: Set = [
                    "default-src 'none'", "frame-ancestors 'none'", "form-action 'self'", "base-uri 'none'",
                    "script-src 'self'", "style-src 'self'",
                ]
                #expect(directives.isSuperset(of: needed))
                #expect(!policy.contains("unsafe"))
                #expect(page.headers[.xContentTypeOptions] == "nosniff")
                #expect(page.headers[.cacheControl] == "no-store")
                for (name, value) in [
                    ("X-Frame-Options", "DENY"), ("Referrer-Policy", "same-origin"),
                    ("Strict-Transport-Security", "max-age=31536000"), ("Cross-Origin-Resource-Policy", "same-origin"),
                ] {
                    #expect(page.header(name) == value)
                }
                #expect(page.body.firstMatch(of: /\son[a-z]+=|\sstyle=|<style|javascript:/) == nil)
                let scripts = page.body.matches(of: /<script[^>]*>/).map { String($0.0) }
                #expect(scripts.allSatisfy { $0.contains("src=\"/static/service-") })
            }
        }
    }

    @Test func `cookies are out of the reach of scripts, other sites and plain HTTP`() async throws {
        try await TokenTests.run { _, world in
            let (_, person, browser, application) = world
            let page = try await browser.get(application.address())
            let signedIn = try await browser.open("/sign-in")
            let done = try await person.signIn(browser, on: signedIn)
            let cookies = page.cookies + done.cookies
            #expect(page.cookies.map(\.name) == ["__Host-sparekey-browser"])
            for cookie in cookies {
                let lasting = cookie.name == "__Host-sparekey-known" ? ["max-age=7776000"] : []
                let attributes = Set(["path=/", "secure", "httponly", "samesite=lax"] + lasting)
                #expect(cookie.attributes == attributes, "\(cookie.name)")
            }
            let names = ["browser", "known", "session"].map { "__Host-sparekey-\($0)" }
            #expect(browser.cookies.keys.sorted() == names)
        }
    }

    @Test func `on loopback without TLS the cookies are plain`() async throws {
        var configuration = ServiceConfiguration(dataFolder: "")
        configuration.publicURL = PublicURL("http://127.0.0.1:8700")
        try await TestService(configuration: configuration).run { client in
            let page = try await TestBrowser(client).get("/sign-in")
            #expect(page.cookies.map(\.name) == ["sparekey-browser"])
            #expect(page.cookies.first?.attributes == ["path=/", "httponly", "samesite=lax"])
        }
    }

    /// Where a form claims to come from.
    private static let origins = [
        ("Origin", "https://evil.example"), ("Origin", "null"), ("Origin", "https://accounts.example.org:8443"),
        ("Origin", "http://accounts.example.org"), ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Site", "same-site"),
        ("Sec-Fetch-Site", "none"),
    ]

    @Test(arguments: origins)
    func `a form that another site sends is refused`(name: String, value: String) async throws {
        let headers: HTTPFields = [try #require(HTTPField.Name(name)): value]
        try await TokenTests.run { service, world in
            let (_, person, browser, application) = world
            _ = try await person.signIn(browser, to: application)
            let account = try await browser.open("/account")
            for action in ["/sign-out", "/account/applications/revoke", "/account/devices/revoke"] {
                let page = try await browser.submit(account, to: action, headers: headers)
                #expect(page.status == .forbidden)
                #expect(page.title == "Refused")
            }
            #expect(try await service.count("web_session") == 1)
            #expect(try await service.count("consent") == 1)
            #expect(try await service.count("device") == 1)
        }
    }

    @Test(arguments: ["missing", "empty", "another browser's", "half"])
    func `a form without the token of its browser is refused`(kind: String) async throws {
        try await TokenTests.run { service, world in
            let (client, person, browser, application) = world
            _ = try await person.signIn(browser, to: application)
            let account = try await browser.open("/account")
            let own = account.form("/sign-out")?["token"] ?? ""
            let other = try await TestBrowser(client).open("/sign-in").form("/sign-in")?["token"] ?? ""
            let token = ["missing": nil, "empty": "", "another browser's": other, "half": String(own.prefix(32))][kind]
            for action in ["/sign-out", "/account/applications/revoke", "/account/devices/revoke"] {
                var fields = account.form(action) ?? [:]
                fields["token"] = token ?? nil
                let page = try await browser.post(action, fields, headers: [:])
                #expect(page.status == .badRequest)
            }
            #expect(try await service.count("web_session") == 1)
            #expect(try await service.count("consent") == 1)
            #expect(try await service.count("device") == 1)
        }
    }

    @Test func `the steps of a sign-in are bound to the browser that began it`() async throws {
        try await TokenTests.run { service, world in
            let (client, person, browser, application) = world
            let page = try await browser.open(application.address())
            let flow = try #require(page.form("/sign-in")?["flow"])
            let asked = try await browser.submit(page, to: "/sign-in", ["username": TestClient.ada, "way": "code"])
            let step = try #require(asked.form("/sign-in/code")?["step"])
            let other = TestBrowser(client)
            let token = try await other.open("/sign-in").form("/sign-in")?["token"] ?? ""
            for address in ["/sign-in?flow=\(flow)", "/consent?flow=\(flow)", "/sign-in/code?step=\(step)"] {
                #expect(try await other.get(address).title == "This page has expired", "\(address)")
            }
            let code = person.session.code(at: service.clock.now)
            let tried = try await other.post("/sign-in/code", ["token": token, "step": step, "code": code])
            #expect(tried.title == "This page has expired")
            #expect(try await service.count("web_session") == 0)
        }
    }

    @Test func `what travels through the browser cannot be changed or mixed up`() async throws {
        try await TokenTests.run { service, world in
            let (_, _, browser, application) = world
            let page = try await browser.open(application.address())
            let flow = try #require(page.form("/sign-in")?["flow"])
            let asked = try await browser.submit(page, to: "/sign-in", ["username": "x", "way": "code"])
            let step = try #require(asked.form("/sign-in/code")?["step"])
            #expect(!flow.contains("app.example") && !step.contains("app.example"))
            let changed = (flow.hasPrefix("A") ? "B" : "A") + flow.dropFirst()
            for bad in [changed, String(flow.dropLast()), step, "", "x"] where !bad.isEmpty {
                #expect(try await browser.get("/sign-in?flow=\(bad)").status == .badRequest)
            }
            #expect(try await browser.get("/sign-in/code?step=\(flow)").status == .badRequest)
            service.clock.advance(30 * 60)
            #expect(try await browser.get("/sign-in?flow=\(flow)").status == .badRequest)
        }
    }

    @Test func `a session that was planted before the sign-in is not the one that is signed in`() async throws {
        try await TokenTests.run { _, world in
            let (client, person, browser, _) = world
            let planted = String(repeating: "a", count: 64)
            browser.cookies["__Host-sparekey-session"] = planted
            _ = try await person.signIn(browser, on: try await browser.open("/sign-in"))
            let token = try #require(browser.cookies["__Host-sparekey-session"])
            #expect(token != planted)
            let attacker = TestBrowser(client)
            attacker.cookies["__Host-sparekey-session"] = planted
            #expect(try await attacker.open("/account").form("/sign-in") != nil)
            _ = try await person.signIn(browser, on: try await browser.open("/sign-in"))
            #expect(browser.cookies["__Host-sparekey-session"] != token)
            attacker.cookies["__Host-sparekey-session"] = token
            #expect(try await attacker.open("/account").form("/sign-in") != nil)
        }
    }

    @Test func `a session ends after half a day`() async throws {
        try await TokenTests.run { service, world in
            let (_, person, browser, _) = world
            _ = try await person.signIn(browser, on: try await browser.open("/sign-in"))
            service.clock.advance(12 * 3600 - 1)
            #expect(try await browser.open("/account").title == "My account")
            service.clock.advance(1)
            #expect(try await browser.open("/account").form("/sign-in") != nil)
        }
    }

    @Test func `a device is removed after a fresh sign-in only`() async throws {
        try await TokenTests.run { service, world in
            let (client, person, browser, _) = world
            try await client.addVerified(.email, "ada@mail.example", in: person.session, service)
            let second = try await client.signIn(device: .new(name: "Second <phone>"))
            _ = try await person.signIn(browser, on: try await browser.open("/sign-in"))
            service.clock.advance(15 * 60 + 1)
            let device = try #require(second.opened.device).rawValue
            let account = try await browser.open("/account")
            let asked = try await browser.submit(account, to: "/account/devices/revoke", ["device": device])
            #expect(asked.form("/sign-in") != nil)
            #expect(try await service.count("device") == 2)
            let back = try await person.signIn(browser, on: asked)
            #expect(back.title == "My account")
            let again = try await browser.open("/account")
            let done = try await browser.submit(again, to: "/account/devices/revoke", ["device": device])
            #expect(done.form("/account/contact") != nil)
            let sent = try await browser.submit(done, to: "/account/contact")
            let code = service.sent.code(to: "ada@mail.example")
            let removed = try await browser.submit(sent, to: "/account/contact/code", ["code": code])
            #expect(removed.title == "My account")
            #expect(!removed.body.contains("class=\"title\">Second &lt;phone&gt;"))
        }
    }

    @Test func `nobody can remove someone else's device`() async throws {
        try await TokenTests.run { service, world in
            let (client, person, browser, _) = world
            let bob = try await TestPerson(service, client, name: "bob")
            _ = try await person.signIn(browser, on: try await browser.open("/sign-in"))
            let account = try await browser.open("/account")
            let device = try #require(bob.session.opened.device).rawValue
            let page = try await browser.submit(account, to: "/account/devices/revoke", ["device": device])
            #expect(page.status == .notFound)
            #expect(try await service.count("device") == 2)
        }
    }
}
