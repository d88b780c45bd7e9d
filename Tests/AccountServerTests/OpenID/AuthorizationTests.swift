import AccountAPI
import AccountServer
import Foundation
import HTTPTypes
import Testing

@Suite struct AuthorizationTests {
    /// A request that is not sound, and what it must come to.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// What differs from a sound request; an empty text leaves a field out.
        let changes: [String: String]
        /// The error that the application is told.
        let error: String

        init(_ name: String, _ changes: [String: String], _ error: String) {
            (testDescription, self.changes, self.error) = (name, changes, error)
        }
    }

    private static let redirects = [
        "", "https://app.example.net/callback", "https://app.example.net/callback?from=sparekey&x=1",
        "https://app.example.net/callback/?from=sparekey", "https://APP.example.net/callback?from=sparekey",
        "https://app.example.net:443/callback?from=sparekey", "http://app.example.net/callback?from=sparekey",
        "https://app.example.net/x/../callback?from=sparekey", "https://app.example.net/callback?from=sparekey#x",
        "https://app.example.net.evil.example/callback?from=sparekey", "//app.example.net/callback?from=sparekey",
        "javascript:alert(1)", "https://app.example.net/callback?from=sparekey ",
    ]

    @Test(arguments: redirects)
    func `nobody is sent to an address that is not registered character by character`(redirect: String) async throws {
        let service = try await TestService()
        let application = try await TestApplication(service)
        try await service.run { client in
            let page = try await TestBrowser(client).get(application.address(["redirect_uri": redirect]))
            #expect(page.status == .badRequest)
            #expect(page.destination == nil)
            #expect(page.title == "Address not registered")
        }
    }

    @Test(arguments: ["", "00000000000000000000000000000000", "x", "../"])
    func `an unknown application gets nobody anywhere`(id: String) async throws {
        let service = try await TestService()
        let application = try await TestApplication(service)
        try await service.run { client in
            let page = try await TestBrowser(client).get(application.address(["client_id": id]))
            #expect(page.status == .badRequest)
            #expect(page.destination == nil)
            #expect(page.title == "Unknown application")
        }
    }

    @Test func `an application that only has codes checked signs nobody in`() async throws {
        let service = try await TestService()
        let application = try await TestApplication(service, SignInSettings())
        try await service.run { client in
            let page = try await TestBrowser(client).get(application.address())
            #expect(page.title == "Unknown application")
        }
    }

    @Test(arguments: ["client_id", "redirect_uri", "state", "scope", "prompt"])
    func `a field that comes twice is refused`(field: String) async throws {
        let service = try await TestService()
        let application = try await TestApplication(service)
        try await service.run { client in
            let page = try await TestBrowser(client).get("\(application.address(["prompt": "login"]))&\(field)=x")
            #expect(page.status == .badRequest)
            #expect(page.destination == nil)
        }
    }

    private static let unsound = [
        Case("no response type", ["response_type": ""], "invalid_request"),
        Case("the implicit flow", ["response_type": "id_token"], "unsupported_response_type"),
        Case("a hybrid flow", ["response_type": "code id_token"], "unsupported_response_type"),
        Case("an answer in the fragment", ["response_mode": "fragment"], "invalid_request"),
        Case("an answer of no known way", ["response_mode": "web_message"], "invalid_request"),
        Case("no scope", ["scope": ""], "invalid_scope"),
        Case("no openid in the scope", ["scope": "profile email"], "invalid_scope"),
        Case("no PKCE", ["code_challenge": "", "code_challenge_method": ""], "invalid_request"),
        Case("a method without a challenge", ["code_challenge": ""], "invalid_request"),
        Case("a challenge of no method", ["code_challenge_method": ""], "invalid_request"),
        Case("a plain challenge", ["code_challenge_method": "plain"], "invalid_request"),
        Case("a challenge that is no hash", ["code_challenge": "abc"], "invalid_request"),
        Case("a challenge with padding", ["code_challenge": TestApplication.challenge + "="], "invalid_request"),
        Case("prompt=none with another", ["prompt": "none login"], "invalid_request"),
        Case("an unknown prompt", ["prompt": "create"], "invalid_request"),
        Case("max_age as a word", ["max_age": "soon"], "invalid_request"),
        Case("max_age below zero", ["max_age": "-1"], "invalid_request"),
        Case("a request object", ["request": "eyJhbGciOiJub25lIn0.e30."], "request_not_supported"),
        Case("a request by reference", ["request_uri": "https://a.example/r"], "request_uri_not_supported"),
        Case("registration on the fly", ["registration": "{}"], "registration_not_supported"),
        Case("a nonce without end", ["nonce": String(repeating: "n", count: 1025)], "invalid_request"),
        Case("silence without a session", ["prompt": "none"], "login_required"),
        Case("silence, with a hint", ["prompt": "none", "login_hint": TestClient.ada], "login_required"),
    ]

    @Test(arguments: unsound)
    func `the application is told what is wrong`(unsound: Case) async throws {
        let service = try await TestService()
        let application = try await TestApplication(service)
        try await service.run { client in
            let page = try await TestBrowser(client).get(application.address(unsound.changes))
            #expect(page.destination?.hasPrefix(TestApplication.redirect + "&") == true)
            #expect(page.answer["error"] == unsound.error)
            #expect(page.answer["state"] == "af0ifjsldkj")
            #expect(page.answer["iss"] == TestService.publicURL)
            #expect(page.answer["error_description"]?.isEmpty == false)
            #expect(page.answer["code"] == nil)
        }
    }

    @Test func `a state without end is not sent back`() async throws {
        let service = try await TestService()
        let application = try await TestApplication(service)
        try await service.run { client in
            let state = String(repeating: "s", count: 1025)
            let page = try await TestBrowser(client).get(application.address(["state": state]))
            #expect(page.answer["error"] == "invalid_request")
            #expect(page.answer["state"] == nil)
        }
    }

    @Test func `a request by a form comes to the same`() async throws {
        let service = try await TestService()
        let application = try await TestApplication(service)
        try await service.run { client in
            let browser = TestBrowser(client)
            let sent = try await browser.post("/openid/authorize", application.fields(), headers: [:])
            let location = try #require(sent.location)
            #expect(location == application.address())
            #expect(try await browser.open(location).form("/sign-in") != nil)
        }
    }

    @Test func `a sign-in leads back with a code that is bound to the issuer`() async throws {
        let service = try await TestService()
        let application = try await TestApplication(service)
        try await service.run { client in
            let person = try await TestPerson(service, client)
            let answer = try await person.signIn(TestBrowser(client), to: application)
            #expect(answer["state"] == "af0ifjsldkj")
            #expect(answer["iss"] == TestService.publicURL)
            #expect(answer["from"] == "sparekey")
            #expect(answer["code"]?.utf8.count == 43)
        }
    }

    @Test func `a person who is signed in continues without a question, even with prompt=none`() async throws {
        let service = try await TestService()
        let application = try await TestApplication(service)
        try await service.run { client in
            let person = try await TestPerson(service, client)
            let browser = TestBrowser(client)
            #expect(try await person.signIn(browser, to: application)["code"] != nil)
            #expect(try await browser.open(application.address()).answer["code"] != nil)
            #expect(try await browser.open(application.address(["prompt": "none"])).answer["code"] != nil)
        }
    }

    @Test func `an ID token as a hint is answered about nobody else`() async throws {
        let service = try await TestService()
        let application = try await TestApplication(service)
        let other = try await TestApplication(service, name: "Shop")
        try await service.run { client in
            let ada = try await TestPerson(service, client)
            let bob = try await TestPerson(service, client, name: "bob")
            let browser = TestBrowser(client)
            let code = try await ada.signIn(browser, to: application)["code"]
            let token = try await application.exchange(client, code).idToken ?? ""
            let (hinted, silent) = (["id_token_hint": token], ["id_token_hint": token, "prompt": "none"])
            #expect(try await browser.open(application.address(silent)).answer["code"] != nil)
            let theirs = TestBrowser(client)
            _ = try await bob.signIn(theirs, on: try await theirs.open("/sign-in"), name: "bob")
            #expect(try await theirs.open(application.address(silent)).answer["error"] == "login_required")
            #expect(try await theirs.open(application.address(hinted)).form("/sign-in") != nil)
            #expect(try await browser.open(other.address(hinted)).answer["error"] == "invalid_request")
            let changed = ["id_token_hint": String(token.dropLast(4)) + "AAAA"]
            #expect(try await browser.open(application.address(changed)).answer["error"] == "invalid_request")
        }
    }

    @Test(arguments: ["login", "select_account", "login consent"])
    func `prompt=login asks for a sign-in that is new`(prompt: String) async throws {
        let service = try await TestService()
        let application = try await TestApplication(service)
        try await service.run { client in
            let person = try await TestPerson(service, client)
            let browser = TestBrowser(client)
            _ = try await person.signIn(browser, to: application)
            service.clock.advance(100)
            let page = try await browser.open(application.address(["prompt": prompt]))
            #expect(page.form("/sign-in") != nil)
            var signedIn = try await person.signIn(browser, on: page)
            if prompt.contains("consent") {
                signedIn = try await browser.submit(signedIn, to: "/consent", ["decision": "allow"])
            }
            let tokens = try await application.exchange(client, signedIn.answer["code"])
            #expect(tokens.claims["auth_time"] as? Double == service.clock.now.timeIntervalSince1970)
        }
    }

    @Test(arguments: [(0, true), (50, true), (1000, false), (Int.max, false)])
    func `max_age asks for a sign-in that is recent enough`(maxAge: Int, asks: Bool) async throws {
        let service = try await TestService()
        let application = try await TestApplication(service)
        try await service.run { client in
            let person = try await TestPerson(service, client)
            let browser = TestBrowser(client)
            _ = try await person.signIn(browser, to: application)
            service.clock.advance(100)
            let page = try await browser.open(application.address(["max_age": "\(maxAge)"]))
            #expect((page.form("/sign-in") != nil) == asks)
            let silent = try await browser.open(application.address(["max_age": "\(maxAge)", "prompt": "none"]))
            #expect(silent.answer["error"] == (asks ? "login_required" : nil))
            guard asks else { return }
            let code = try await person.signIn(browser, on: page).answer["code"]
            let tokens = try await application.exchange(client, code)
            #expect(tokens.claims["auth_time"] as? Double == service.clock.now.timeIntervalSince1970)
        }
    }

    @Test func `a kind of sign-in that was requested but not used is reported`() async throws {
        let service = try await TestService()
        let application = try await TestApplication(service)
        try await service.run { client in
            let person = try await TestPerson(service, client)
            let browser = TestBrowser(client)
            _ = try await person.signIn(browser, to: application)
            let code = try await browser.open(application.address(["acr_values": "urn:sparekey:code other"]))
            #expect(code.answer["code"] != nil)
            let unknown = try await browser.open(application.address(["acr_values": "urn:mace:incommon:iap:silver"]))
            #expect(unknown.answer["code"] != nil)
            let approval = ["acr_values": "urn:sparekey:approval"]
            let silent = approval.merging(["prompt": "none"]) { $1 }
            let refusal = try await browser.open(application.address(silent))
            #expect(refusal.answer["error"] == "unmet_authentication_requirements")
            let page = try await browser.open(application.address(approval))
            #expect(page.form("/sign-in") != nil)
            let answer = try await person.signIn(browser, on: page).answer
            #expect(answer["error"] == "unmet_authentication_requirements")
        }
    }
}
