import AccountAPI
import AccountServer
import Encodings
import Foundation
import HTTPTypes
import SQLDatabase
import Testing

/// Which e-mail address an application is told: the one that the person chose, as long as it is there.
@Suite struct EmailClaimTests {
    private static let scope = ["scope": "openid email offline_access"]
    private static let (home, work) = ("ada@home.example", "ada@work.example")

    /// Claims of an ID token and of the userinfo endpoint, which must be the same.
    private static func email(_ tokens: TokenAnswer, _ client: TestClient) async throws -> String? {
        let told = try await TestApplication.userInfo(client, tokens.accessToken).json
        for claims in [tokens.claims, told] {
            #expect(claims["email_verified"] as? Bool == (claims["email"] == nil ? nil : true))
        }
        #expect(tokens.claims["email"] as? String == told["email"] as? String)
        return told["email"] as? String
    }

    /// The values that the page lets people choose from, and the one that is chosen.
    private static func choices(_ page: TestPage) -> (all: [String], chosen: String?) {
        let inputs = page.body.matches(of: /<input type="radio" name="email" value="([^"]*)"( checked)?>/)
        return (inputs.map { String($0.1) }, inputs.first { $0.2 != nil }.map { String($0.1) })
    }

    @Test func `the person chooses, and the choice is remembered`() async throws {
        try await TokenTests.run { service, world in
            let (client, person, browser, application) = world
            let first = try await client.addVerified(.email, Self.home, in: person.session, service)
            let second = try await client.addVerified(.email, Self.work, in: person.session, service)
            let page = try await person.signIn(browser, on: try await browser.open(application.address(Self.scope)))
            let choices = Self.choices(page)
            // Both were added at one moment of the test's clock, so either may come first.
            #expect(Set(choices.all) == [first.contact.rawValue, second.contact.rawValue, "none"])
            #expect(choices.all.last == "none" && choices.chosen == choices.all.first)
            // Whoever has nothing but the session of a browser does not learn where codes go.
            #expect(page.body.contains("a•••@h•••.example<") && page.body.contains("a•••@w•••.example<"))
            #expect(![Self.home, Self.work, "home.example", "work.example"].contains { page.body.contains($0) })
            let allowed = ["decision": "allow", "email": second.contact.rawValue]
            let code = try await browser.submit(page, to: "/consent", allowed).answer["code"]
            #expect(try await Self.email(try await application.exchange(client, code), client) == Self.work)
            // Nothing is asked the next time, and the page of the account says what the application knows.
            let again = try await browser.open(application.address(Self.scope)).answer["code"]
            #expect(try await Self.email(try await application.exchange(client, again), client) == Self.work)
            #expect(try await browser.open("/account").body.contains("e-mail address"))
            let asked = try await browser.open(application.address(Self.scope.merging(["prompt": "consent"]) { $1 }))
            #expect(Self.choices(asked).chosen == second.contact.rawValue)
        }
    }

    @Test func `addresses that look the same when masked are told apart by the day they were added`() async throws {
        try await TokenTests.run { service, world in
            let (client, person, browser, application) = world
            for address in ["ada@hull.example", "adele@hastings.example"] {
                try await client.addVerified(.email, address, in: person.session, service)
                service.clock.advance(86_400)
                _ = try await client.signIn(again: person.session)
            }
            let page = try await person.signIn(browser, on: try await browser.open(application.address(Self.scope)))
            let labels = page.body.matches(of: /<span>(a•••@h•••\.example · Added [^<]+)<\/span>/).map { $0.1 }
            #expect(labels.count == 2 && labels.first != labels.last)
        }
    }

    @Test func `people can choose no address, and an application without the scope gets none`() async throws {
        try await TokenTests.run { service, world in
            let (client, person, browser, application) = world
            let contact = try await client.addVerified(.email, Self.home, in: person.session, service)
            let page = try await person.signIn(browser, on: try await browser.open(application.address(Self.scope)))
            let declined = ["decision": "allow", "email": "none"]
            let code = try await browser.submit(page, to: "/consent", declined).answer["code"]
            #expect(try await Self.email(try await application.exchange(client, code), client) == nil)
            #expect(try await browser.open(application.address(Self.scope)).answer["code"] != nil)
            #expect(!(try await browser.open("/account").body.contains("e-mail address")))
            let asked = try await browser.open(application.address(Self.scope.merging(["prompt": "consent"]) { $1 }))
            #expect(Self.choices(asked).chosen == "none")
            let given = ["decision": "allow", "email": contact.contact.rawValue]
            #expect(try await browser.submit(asked, to: "/consent", given).answer["code"] != nil)
            let narrow = try await browser.open(application.address(["scope": "openid profile"])).answer["code"]
            #expect(try await Self.email(try await application.exchange(client, narrow), client) == nil)
        }
    }

    @Test func `a contact that goes takes the claim with it, at once`() async throws {
        try await TokenTests.run { service, world in
            let (client, person, browser, application) = world
            let contact = try await client.addVerified(.email, Self.home, in: person.session, service)
            let page = try await person.signIn(browser, on: try await browser.open(application.address(Self.scope)))
            let allowed = ["decision": "allow", "email": contact.contact.rawValue]
            let code = try await browser.submit(page, to: "/consent", allowed).answer["code"]
            let tokens = try await application.exchange(client, code)
            #expect(try await Self.email(tokens, client) == Self.home)
            let deleted = contact.contact.rawValue
            try await service.database.write { transaction in
                _ = try transaction.rows("DELETE FROM contact WHERE id = $1", [.text(deleted)])
            }
            #expect(try await TestApplication.userInfo(client, tokens.accessToken).json["email"] == nil)
            let refreshed = try await application.refresh(client, tokens.refreshToken)
            #expect(try await Self.email(refreshed, client) == nil)
            #expect(!(try await browser.open("/account").body.contains("e-mail address")))
            // With nothing to choose from nobody is asked; with another address they are.
            #expect(try await browser.open(application.address(Self.scope)).answer["code"] != nil)
            let second = try await client.addVerified(.email, Self.work, in: person.session, service)
            let silent = try await browser.open(application.address(Self.scope.merging(["prompt": "none"]) { $1 }))
            #expect(silent.answer["error"] == "consent_required")
            let asked = try await browser.open(application.address(Self.scope))
            #expect(Self.choices(asked).all == [second.contact.rawValue, "none"])
        }
    }

    @Test func `a person without an address shares none, and is told what to do`() async throws {
        try await TokenTests.run { service, world in
            let (client, person, browser, application) = world
            _ = try await client.add(.email, Self.home, in: person.session)
            let page = try await person.signIn(browser, on: try await browser.open(application.address(Self.scope)))
            #expect(Self.choices(page).all.isEmpty)
            #expect(page.body.contains("Wiki also asks for your e-mail address"))
            let code = try await browser.submit(page, to: "/consent", ["decision": "allow"]).answer["code"]
            #expect(try await Self.email(try await application.exchange(client, code), client) == nil)
            #expect(try await browser.open(application.address(Self.scope)).answer["code"] != nil)
        }
    }

    @Test(arguments: ["", "x", "00000000000000000000000000000000", "other", "pending", "phone"])
    func `only a verified address of one's own can be given`(choice: String) async throws {
        try await TokenTests.run { service, world in
            let (client, person, browser, application) = world
            try await client.addVerified(.email, Self.home, in: person.session, service)
            let bob = try await client.registered("bob")
            let other = try await client.addVerified(.email, "bob@home.example", in: bob, service)
            let phone = try await client.addVerified(.phone, "+33 612345678", in: person.session, service)
            let pending = try await client.add(.email, Self.work, in: person.session)
            let named = ["other": other, "phone": phone, "pending": pending].mapValues(\.contact.rawValue)
            let page = try await person.signIn(browser, on: try await browser.open(application.address(Self.scope)))
            let fields = ["decision": "allow", "email": named[choice] ?? choice]
            let after = try await browser.submit(page, to: "/consent", fields)
            #expect(after.status == .badRequest)
            #expect(after.destination == nil)
            #expect(try await service.count("consent") == 0)
        }
    }

    @Test func `your own application gets the oldest address without a question`() async throws {
        let settings = SignInSettings(redirects: [TestApplication.redirect], needsConsent: false)
        try await TokenTests.run(settings) { service, world in
            let (client, person, browser, application) = world
            try await client.addVerified(.email, Self.home, in: person.session, service)
            let code = try await person.signIn(browser, to: application, Self.scope)["code"]
            #expect(try await Self.email(try await application.exchange(client, code), client) == Self.home)
            let asked = try await browser.open(application.address(Self.scope.merging(["prompt": "consent"]) { $1 }))
            let declined = try await browser.submit(asked, to: "/consent", ["decision": "allow", "email": "none"])
            let after = try await application.exchange(client, declined.answer["code"])
            #expect(try await Self.email(after, client) == nil)
            let again = try await browser.open(application.address(Self.scope)).answer["code"]
            #expect(try await Self.email(try await application.exchange(client, again), client) == nil)
        }
    }

    @Test func `a personal account has a name and no groups`() async throws {
        try await TokenTests.run { _, world in
            let (client, person, browser, application) = world
            let scope = ["scope": "openid profile groups"]
            let code = try await person.signIn(browser, to: application, scope)["code"]
            let claims = try await application.exchange(client, code).claims
            #expect(claims["name"] as? String == TestClient.ada)
            #expect(claims["groups"] as? [String] == [])
        }
    }
}
