import AccountAPI
import Foundation
import HTTPTypes
import Testing

@testable import AccountServer

@Suite struct PageTests {
    private static let script = #""><script>alert(1)</script>'&<img src=x onerror=alert(1)>"#

    @Test func `whatever is shown is shown as text`() async throws {
        let settings = SignInSettings(redirects: [TestApplication.redirect])
        let service = try await TestService()
        let application = try await TestApplication(service, name: Self.script, settings)
        try await service.run { client in
            let browser = TestBrowser(client)
            let person = try await TestPerson(service, client, name: Self.script)
            let hinted = try await browser.open(application.address(["login_hint": Self.script, "state": Self.script]))
            let asked = try await browser.submit(hinted, to: "/sign-in", ["username": Self.script, "way": "code"])
            let wrong = try await browser.submit(asked, to: "/sign-in/code", ["code": Self.script])
            let consent = try await person.signIn(browser, on: hinted, name: Self.script)
            let leave = try await browser.submit(consent, to: "/consent", ["decision": "allow"])
            _ = try await client.signIn(Self.script, device: .new(name: Self.script))
            let query = TestForm.encode(["client_id": Self.script, "redirect_uri": Self.script, "state": Self.script])
            let pages = [
                hinted, asked, wrong, consent, leave, try await browser.open("/account"),
                try await browser.get("/openid/logout?\(TestForm.encode(["state": Self.script]))"),
                try await browser.get("/openid/authorize?\(query)"),
                try await browser.get("/sign-in?\(TestForm.encode(["flow": Self.script, "ui_locales": Self.script]))"),
            ]
            for page in pages {
                #expect(page.status.code < 500)
                #expect(!page.body.contains("<script>"))
                #expect(!page.body.contains("<img src=x"))
                #expect(page.header("Refresh")?.contains("<") != true)
            }
            #expect(pages[..<6].allSatisfy { $0.body.contains("&lt;script&gt;") })
            #expect(leave.answer["state"] == Self.script)
        }
    }

    @Test func `pages, also the one that asks for consent, have the name of the service`() async throws {
        var configuration = ServiceConfiguration(dataFolder: "")
        configuration.isBehindProxy = true
        configuration.publicURL = PublicURL(TestService.publicURL)
        configuration.name = "Acme <b>& Co"
        let service = try await TestService(configuration: configuration)
        let application = try await TestApplication(service, SignInSettings(redirects: [TestApplication.redirect]))
        try await service.run { client in
            let browser = TestBrowser(client)
            let person = try await TestPerson(service, client)
            let asked = try await browser.open(application.address())
            let consent = try await person.signIn(browser, on: asked)
            for page in [asked, consent] {
                #expect(page.body.contains(">Acme &lt;b&gt;&amp; Co</a>"))
                #expect(page.body.contains(" · Acme &lt;b&gt;&amp; Co</title>"))
            }
        }
    }

    @Test func `a name with a device, one without and an unknown one look the same`() async throws {
        try await TokenTests.run { _, world in
            let (client, _, browser, application) = world
            try await client.register("without")
            var shapes: [[String]] = []
            for name in [TestClient.ada, "without", "nobody"] {
                let page = try await browser.open(application.address())
                let asked = try await browser.submit(page, to: "/sign-in", ["username": name, "way": "code"])
                let wrong = try await browser.submit(asked, to: "/sign-in/code", ["code": "00000000"])
                shapes.append(
                    [asked, wrong].map { "\($0.status.code)\n\($0.shape.replacing(name, with: "…"))" }
                )
            }
            #expect(shapes[0] == shapes[1])
            #expect(shapes[0] == shapes[2])
        }
    }

    @Test(arguments: [TestClient.ada, "nobody"])
    func `wrong codes are bounded, by the quarter of an hour and by the day`(name: String) async throws {
        try await TokenTests.run { service, world in
            let (_, person, browser, _) = world
            let page = try await browser.open("/sign-in")
            var asked = try await browser.submit(page, to: "/sign-in", ["username": name, "way": "code"])
            var refused = 0
            for round in 0..<6 {
                for _ in 0..<5 {
                    let answer = try await browser.submit(asked, to: "/sign-in/code", ["code": "00000000"])
                    refused += answer.status == .forbidden ? 1 : 0
                }
                let right = person.session.code(at: service.clock.now)
                let stopped = try await browser.submit(asked, to: "/sign-in/code", ["code": right])
                #expect(stopped.status == .tooManyRequests)
                #expect(stopped.headers[.retryAfter] != nil)
                // First the quarter of an hour is spent, and at last the day.
                if round == 0 { #expect(stopped.body.contains("Wait about 15 minutes")) }
                if round == 5 { #expect(stopped.body.contains(/Wait about \d+ hours/)) }
                service.clock.advance(15 * 60)
                let again = try await browser.open("/sign-in")
                asked = try await browser.submit(again, to: "/sign-in", ["username": name, "way": "code"])
            }
            #expect(refused == 20)
        }
    }

    @Test func `a code that has signed in does not again`() async throws {
        try await TokenTests.run { service, world in
            let (client, person, browser, application) = world
            _ = try await person.signIn(browser, to: application)
            let other = TestBrowser(client)
            let page = try await other.open("/sign-in")
            let asked = try await other.submit(page, to: "/sign-in", ["username": TestClient.ada, "way": "code"])
            let used = person.session.code(at: service.clock.now)
            #expect(try await other.submit(asked, to: "/sign-in/code", ["code": used]).status == .forbidden)
        }
    }

    @Test(arguments: ["", " ", String(repeating: "x", count: 129), "a\u{7}b"])
    func `a name that nobody can have is asked for again`(name: String) async throws {
        try await TestService().run { client in
            let browser = TestBrowser(client)
            let page = try await browser.open("/sign-in")
            let again = try await browser.submit(page, to: "/sign-in", ["username": name, "way": "code"])
            #expect(again.status == .badRequest)
            #expect(again.form("/sign-in") != nil)
        }
    }

    @Test(arguments: [
        ("fr", nil, "Connexion"), ("fr-CA,fr;q=0.9,en;q=0.8", nil, "Connexion"),
        ("de, fr;q=0.2, en;q=0.1", nil, "Connexion"),
        ("de", nil, "Sign in"), ("", nil, "Sign in"), ("fr;q=0, en", nil, "Sign in"), ("en", "fr de", "Connexion"),
        ("fr", "en-GB", "Sign in"), (";;q=,,=", "\u{0}", "Sign in"),
    ])
    func `pages speak the language of the browser, or of the application's wish`(
        header: String,
        wish: String?,
        title: String
    ) async throws {
        try await TokenTests.run { _, world in
            let (client, _, _, application) = world
            let browser = TestBrowser(client, language: header)
            let page = try await browser.open(application.address(["ui_locales": wish ?? ""]))
            #expect(page.title == title)
            #expect(page.body.contains("<html lang=\"\(title == "Connexion" ? "fr" : "en")\">"))
        }
    }

    @Test func `the words of both languages are the same, and each that a template uses is there`() throws {
        let (english, french) = (ServiceWords.preferred(["en"]), ServiceWords.preferred(["fr"]))
        #expect(english.keys == french.keys)
        #expect(english.keys.count > 40)
        for key in english.keys {
            let names = [english, french].map { words in
                words.text(key).matches(of: /\{[a-zA-Z]+\}/).map { String($0.0) }.sorted()
            }
            #expect(names[0] == names[1], "\(key)")
        }
        for name in PageTemplate.allCases {
            let template = String(decoding: name.text, as: UTF8.self)
            for match in template.matches(of: /\{\{w\.([a-zA-Z._]+)\}\}/) {
                #expect(english.keys.contains("page.\(match.1)"), "\(name): \(match.1)")
            }
            #expect(!template.contains("{{{") && !template.contains("{{&"), "\(name) shows something unescaped")
        }
    }

    @Test func `stylesheets, script and mark may be kept by browsers`() async throws {
        try await TestService().run { client in
            let browser = TestBrowser(client)
            let page = try await browser.open("/sign-in")
            let paths = Set(
                page.body.matches(of: /"(\/static\/[a-z]+-[0-9a-f]{12}\.(?:css|js|svg))"/).map { String($0.1) }
            )
            #expect(paths.count == 4)
            for path in paths {
                let asset = try await browser.get(path)
                #expect(asset.status == .ok)
                #expect(asset.headers[.cacheControl] == "public, max-age=31536000, immutable")
                #expect(!asset.body.isEmpty)
            }
        }
    }
}
