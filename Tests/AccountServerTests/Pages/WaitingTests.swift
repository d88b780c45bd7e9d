import Foundation
import HTTPTypes
import Testing

@testable import AccountServer

@Suite struct WaitingTests {
    /// Types a name and asks its devices.
    static func ask(_ browser: TestBrowser, _ page: TestPage, name: String = TestClient.ada) async throws -> TestPage {
        try await browser.submit(page, to: "/sign-in", ["username": name, "way": "approval"])
    }

    /// The address that the page's script goes to.
    static func next(_ page: TestPage, _ attribute: String = "next") throws -> String {
        let pattern = try Regex("data-\(attribute)=\"([^\"]*)\"")
        let match = try #require(page.body.firstMatch(of: pattern), "not a page that waits:\n\(page.body)")
        return TestForm.unescape(String(try #require(match[1].substring)))
    }

    /// The number that the page shows.
    static func number(_ page: TestPage) throws -> Int {
        let digits = try #require(page.body.firstMatch(of: /<p class="number"[^>]*>(\d+)<\/p>/)?.1)
        return try #require(Int(digits))
    }

    @Test(arguments: [TestClient.ada, "nobody"])
    func `the page shows two digits until nobody has answered for a minute`(name: String) async throws {
        try await TokenTests.run { service, world in
            let (_, _, browser, application) = world
            let page = try await Self.ask(browser, try await browser.open(application.address()), name: name)
            let number = try #require(page.body.firstMatch(of: /<p class="number"[^>]*>(\d+)<\/p>/)?.1)
            #expect(number.count == 2)
            #expect(page.body.contains("<noscript><meta http-equiv=\"refresh\""))
            let (state, next) = (try Self.next(page, "state"), try Self.next(page))
            #expect(try await browser.get(state).body == #"{"pending":true}"#)
            service.clock.advance(59)
            #expect(try await browser.get(next).body.contains(">\(number)</p>"))
            service.clock.advance(1)
            #expect(try await browser.get(state).body == #"{"pending":false}"#)
            let ended = try await browser.get(next)
            #expect(ended.title == "The request has expired")
            let again = try await browser.submit(ended, to: "/sign-in", ["way": "approval"])
            #expect(again.title == "Approve on your device")
            #expect(try await service.count("web_session") == 0)
        }
    }

    @Test(arguments: [TestClient.ada, "nobody"])
    func `while a request is open, and after three in ten minutes, a code is asked for`(name: String) async throws {
        try await TokenTests.run { service, world in
            let (_, _, browser, application) = world
            for _ in 0..<3 {
                let page = try await browser.open(application.address())
                #expect(try await Self.ask(browser, page, name: name).title == "Approve on your device")
                let second = try await Self.ask(browser, page, name: name)
                #expect(second.title == "Type your code")
                #expect(second.body.contains("You have asked several times already"))
                service.clock.advance(61)
            }
            let muted = try await Self.ask(browser, try await browser.open(application.address()), name: name)
            #expect(muted.title == "Type your code")
            service.clock.advance(600)
            let after = try await Self.ask(browser, try await browser.open(application.address()), name: name)
            #expect(after.title == "Approve on your device")
        }
    }

    @Test func `names with and without a device wait on the same page`() async throws {
        try await TokenTests.run { _, world in
            let (_, _, browser, application) = world
            var shapes: Set<String> = []
            for name in [TestClient.ada, "nobody"] {
                let page = try await Self.ask(browser, try await browser.open(application.address()), name: name)
                let shape = page.shape.replacing(/step=[A-Za-z0-9_-]+/, with: "step=…")
                    .replacing(name, with: "…").replacing(/\d\d<\/p>/, with: "…</p>")
                    .replacing(/\ \d\d"/, with: " …\"")
                shapes.insert("\(page.status.code)\(shape)")
            }
            #expect(shapes.count == 1)
        }
    }

    @Test func `the number is nowhere in what the browser carries`() async throws {
        try await TokenTests.run { _, world in
            let (client, _, browser, application) = world
            let page = try await Self.ask(browser, try await browser.open(application.address()))
            let next = try Self.next(page)
            for address in [next, try Self.next(page, "state")] {
                #expect(try await TestBrowser(client).get(address).title == "This page has expired")
            }
            let step = String(next.split(separator: "=").last ?? "")
            let changed = (step.hasPrefix("A") ? "B" : "A") + step.dropFirst()
            #expect(try await browser.get("/sign-in/wait?step=\(changed)").status == .badRequest)
            let asked = try await browser.submit(page, to: "/sign-in", ["way": "code"])
            let code = try #require(asked.form("/sign-in/code")?["step"])
            #expect(try await browser.get("/sign-in/wait?step=\(code)").status == .badRequest)
        }
    }

    @Test func `where an approval is wanted and nothing else, no code is offered`() async throws {
        try await TokenTests.run { _, world in
            let (_, _, browser, application) = world
            let strict = try await browser.open(application.address(["acr_values": "urn:sparekey:approval"]))
            #expect(strict.body.contains("value=\"approval\"") && !strict.body.contains("value=\"code\""))
            let both = "urn:sparekey:approval urn:sparekey:code"
            let page = try await browser.open(application.address(["acr_values": both]))
            #expect(page.body.contains("value=\"approval\"") && page.body.contains("value=\"code\""))
        }
    }
}
