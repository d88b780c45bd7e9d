import AccountAPI
import Foundation
import HTTPTypes
import Testing

@testable import AccountServer

@Suite struct LetterPageTests {
    private static let strangers = 30

    /// What strangers can spend of a name's codes and requests in a day.
    private static func spendEverything(
        _ client: TestClient,
        _ service: TestService,
        name: String = TestClient.ada
    ) async throws {
        for index in 0..<strangers {
            let stranger = TestBrowser(client.at("198.51.100.\(index)"))
            let asked = try await typing(stranger, name: name)
            for _ in 0..<3 {
                _ = try await stranger.submit(asked, to: "/sign-in/code", ["code": "00000000"])
            }
            if index % 5 == 4 { service.clock.advance(900) }
            _ = try await WaitingTests.ask(stranger, try await stranger.open("/sign-in"), name: name)
        }
    }

    /// The page that asks for a code.
    private static func typing(_ browser: TestBrowser, name: String = TestClient.ada) async throws -> TestPage {
        let page = try await browser.open("/sign-in")
        return try await browser.submit(page, to: "/sign-in", ["username": name, "way": "code"])
    }

    @Test func `a browser that has signed in before signs in with a code, whatever strangers spend`() async throws {
        try await TokenTests.run { service, world in
            let (client, person, browser, _) = world
            _ = try await person.signIn(browser, on: try await browser.open("/sign-in"))
            try await Self.spendEverything(client, service)
            let new = TestBrowser(client.at("192.0.2.7"))
            let refused = try await new.submit(
                try await Self.typing(new),
                to: "/sign-in/code",
                ["code": person.session.code(at: service.clock.now)]
            )
            #expect(refused.status == .tooManyRequests)
            #expect(refused.headers[.retryAfter] != nil)
            #expect(refused.body.contains("/sign-in/letter?step="))
            // The same browser, signed out, from another network.
            let again = TestBrowser(client.at("192.0.2.8"))
            again.cookies = browser.cookies.filter { !$0.key.hasSuffix("session") }
            let done = try await person.signIn(again, on: try await again.open("/sign-in"))
            #expect(done.title == "My account")
        }
    }

    @Test func `the cookie is good for its own name, unchanged, for ninety days`() async throws {
        try await TokenTests.run { service, world in
            let (client, person, browser, _) = world
            try await client.register("eve", "her own password")
            let eve = try await client.signIn("eve", "her own password")
            _ = try await person.signIn(browser, on: try await browser.open("/sign-in"))
            try await Self.spendEverything(client, service, name: "eve")
            let code = eve.code(at: service.clock.now)
            let page = try await browser.submit(
                try await Self.typing(browser, name: "eve"),
                to: "/sign-in/code",
                ["code": code]
            )
            #expect(page.status == .tooManyRequests)
            let name = "__Host-sparekey-known"
            let cookie = try #require(browser.cookies[name])
            for changed in [String(cookie.dropLast()) + (cookie.hasSuffix("A") ? "Q" : "A"), "", "x"] {
                #expect(KnownBrowser(cookie: changed, service.service.service) == nil)
            }
            service.clock.advance(91 * 86_400)
            try await Self.spendEverything(client, service)
            let late = try await browser.submit(
                try await Self.typing(browser),
                to: "/sign-in/code",
                ["code": person.session.code(at: service.clock.now)]
            )
            #expect(late.status == .tooManyRequests)
        }
    }

    @Test func `wrong codes in a known browser are counted as well`() async throws {
        try await TokenTests.run { service, world in
            let (_, person, browser, _) = world
            _ = try await person.signIn(browser, on: try await browser.open("/sign-in"))
            let asked = try await Self.typing(browser)
            for _ in 0..<5 {
                let wrong = try await browser.submit(asked, to: "/sign-in/code", ["code": "00000000"])
                #expect(wrong.status == .forbidden)
            }
            let stopped = try await browser.submit(asked, to: "/sign-in/code", ["code": "00000000"])
            #expect(stopped.status == .tooManyRequests)
        }
    }

    @Test func `a letter opens codes and requests on the pages`() async throws {
        try await TokenTests.run { service, world in
            let (client, person, _, _) = world
            let phone = try await service.approver(client, of: person.session)
            try await Self.spendEverything(client, service)
            service.clock.advance(61)
            let new = TestBrowser(client.at("192.0.2.7"))
            let choose = try await Self.openLetter(new, service)
            #expect(choose.body.contains("The code is correct"))
            let waiting = try await WaitingTests.ask(new, choose)
            try await phone.answer(shown: WaitingTests.number(waiting))
            let done = try await new.open(try WaitingTests.next(waiting))
            #expect(done.title == "My account")
            // The same letter, with a code, in another browser.
            let other = TestBrowser(client.at("192.0.2.9"))
            let code = try #require(service.sent.letter(to: "ada@mail.example"))
            let step = try await other.submit(
                try await Self.letterPage(other),
                to: "/sign-in/letter/code",
                ["letter": code]
            )
            let typing = try await other.submit(step, to: "/sign-in", ["username": TestClient.ada, "way": "code"])
            service.clock.advance(30)
            let right = person.session.code(at: service.clock.now)
            #expect(try await other.submit(typing, to: "/sign-in/code", ["code": right]).title == "My account")
        }
    }

    @Test func `a letter is good for its own name alone, and five tries`() async throws {
        try await TokenTests.run { service, world in
            let (client, person, _, _) = world
            _ = try await service.approver(client, of: person.session)
            try await client.register("eve", "her own password")
            _ = try await client.signIn("eve", "her own password")
            let browser = TestBrowser(client.at("192.0.2.7"))
            try await Self.spendEverything(client, service, name: "eve")
            let choose = try await Self.openLetter(browser, service)
            let eve = try await browser.submit(choose, to: "/sign-in", ["username": "eve", "way": "code"])
            let stopped = try await browser.submit(eve, to: "/sign-in/code", ["code": "00000000"])
            #expect(stopped.status == .tooManyRequests)
            let again = try await Self.openLetter(browser, service)
            let typing = try await browser.submit(again, to: "/sign-in", ["username": TestClient.ada, "way": "code"])
            for _ in 0..<5 {
                let wrong = try await browser.submit(typing, to: "/sign-in/code", ["code": "00000000"])
                #expect(wrong.status == .forbidden)
            }
            let usedUp = try await browser.submit(typing, to: "/sign-in/code", ["code": "00000000"])
            #expect(usedUp.status == .tooManyRequests && usedUp.body.contains("five attempts of the code"))
            // Whoever goes on from there goes on without it.
            #expect(usedUp.body.contains("/sign-in/letter?step="))
        }
    }

    @Test func `a right code of a device that is not settled costs no try of a letter`() async throws {
        try await TokenTests.run { service, world in
            let (client, person, _, _) = world
            _ = try await service.approver(client, of: person.session)
            let phone = try await client.signIn(device: .new(name: "New phone"))
            let browser = TestBrowser(client.at("192.0.2.7"))
            let choose = try await Self.openLetter(browser, service)
            let typing = try await browser.submit(choose, to: "/sign-in", ["username": TestClient.ada, "way": "code"])
            for _ in 0..<7 {
                service.clock.advance(30)
                let code = phone.code(at: service.clock.now)
                let refused = try await browser.submit(typing, to: "/sign-in/code", ["code": code])
                #expect(refused.status == .forbidden)
            }
            let right = person.session.code(at: service.clock.now)
            #expect(try await browser.submit(typing, to: "/sign-in/code", ["code": right]).title == "My account")
        }
    }

    @Test func `a letter that a page asks for is in the language of the page`() async throws {
        try await TokenTests.run { service, world in
            let (client, person, _, _) = world
            _ = try await service.approver(client, of: person.session)
            for language in ["fr", "en"] {
                let browser = TestBrowser(client.at("192.0.2.7"), language: language)
                _ = try await browser.submit(try await Self.letterPage(browser), to: "/sign-in/letter")
                try await service.service.sendLetters()
                #expect(service.sent.messages.last { $0.kind == .letter }?.language == language)
            }
        }
    }

    @Test func `the page of letters looks the same for every name`() async throws {
        try await TokenTests.run { service, world in
            let (client, person, browser, _) = world
            _ = try await service.approver(client, of: person.session)
            var shapes: Set<String> = []
            for name in [TestClient.ada, "nobody"] {
                let page = try await Self.letterPage(browser, name: name)
                let sent = try await browser.submit(page, to: "/sign-in/letter")
                let wrong = try await browser.submit(sent, to: "/sign-in/letter/code", ["letter": "0000-0000-0000"])
                for page in [page, sent, wrong] {
                    let shape = page.shape.replacing(/step=[A-Za-z0-9_-]+/, with: "step=…").replacing(name, with: "…")
                    shapes.insert("\(page.status.code)\(shape)")
                }
            }
            #expect(shapes.count == 3)
        }
    }

    /// The page on which the code of a letter is typed.
    private static func letterPage(_ browser: TestBrowser, name: String = TestClient.ada) async throws -> TestPage {
        let typing = try await typing(browser, name: name)
        let step = try #require(typing.form("/sign-in/code")?["step"])
        return try await browser.open("/sign-in/letter?step=\(step)")
    }

    /// Has a letter sent and types its code; returns the page on which the way is chosen.
    private static func openLetter(_ browser: TestBrowser, _ service: TestService) async throws -> TestPage {
        let sent = try await browser.submit(try await letterPage(browser), to: "/sign-in/letter")
        try await service.service.sendLetters()
        let code = try #require(service.sent.letter(to: "ada@mail.example"))
        return try await browser.submit(sent, to: "/sign-in/letter/code", ["letter": code.lowercased()])
    }
}
