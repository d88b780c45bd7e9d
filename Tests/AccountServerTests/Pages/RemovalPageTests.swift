import AccountAPI
import Encodings
import HTTPTypes
import Testing

@testable import AccountServer

/// Removing a device in a browser: no password is typed there, so a contact is shown.
@Suite struct RemovalPageTests {
    private static let mail = "ada@mail.example"

    /// Signs in, and presses the button that removes a device.
    private static func remove(
        _ device: TestSession,
        _ person: TestPerson,
        _ browser: TestBrowser
    ) async throws -> TestPage {
        let account = try await person.signIn(browser, on: try await browser.open("/sign-in"))
        let id = try #require(device.opened.device).rawValue
        return try await browser.submit(account, to: "/account/devices/revoke", ["device": id])
    }

    @Test func `a code sent to a contact removes the device, and counts a quarter of an hour`() async throws {
        try await TokenTests.run { service, world in
            let (client, person, browser, _) = world
            try await client.addVerified(.email, Self.mail, in: person.session, service)
            let second = try await client.signIn(device: .new(name: "Second <phone>"))
            let third = try await client.signIn(device: .new(name: "Third phone"))
            let asked = try await Self.remove(second, person, browser)
            #expect(asked.title == "Remove Second <phone>")
            #expect(asked.form("/account/contact/code") == nil)
            _ = try await client.call(ListDevices.self, Nothing(), session: second)
            let sent = try await browser.submit(asked, to: "/account/contact")
            #expect(sent.body.contains("A code was sent to a•••@m•••.example."))
            #expect(!sent.body.contains("banner attention"), "a code that was sent is no warning")
            #expect(sent.body.contains("Send a new code"))
            #expect(sent.body.contains(">Remove “Second &lt;phone&gt;”</button>"))
            let message = try #require(service.sent.messages.last?.text)
            #expect(message.contains("on the page of accounts.example.org"))
            let code = service.sent.code(to: Self.mail)
            let done = try await browser.submit(sent, to: "/account/contact/code", ["code": code])
            #expect(done.title == "My account" && !done.body.contains("class=\"title\">Second &lt;phone&gt;"))
            #expect(done.body.contains("“Second &lt;phone&gt;” was removed. Until "))
            let plain = try await browser.open("/account?removed=0123456789abcdef")
            #expect(!plain.body.contains("it can take the account back"), "no link claims it")
            let refused = try await problem { try await client.call(ListDevices.self, Nothing(), session: second) }
            #expect(refused == .deviceSuspended)
            // The record stays for whoever takes the account back.
            #expect(try await service.count("device") == 3)
            let id = try #require(third.opened.device).rawValue
            let again = try await browser.submit(done, to: "/account/devices/revoke", ["device": id])
            #expect(again.title == "My account")
            #expect(try await client.call(ListDevices.self, Nothing(), session: person.session).devices.count == 1)
        }
    }

    @Test func `a code is good in its browser, five tries and ten minutes`() async throws {
        try await TokenTests.run { service, world in
            let (client, person, browser, _) = world
            try await client.addVerified(.email, Self.mail, in: person.session, service)
            let second = try await client.signIn(device: .new(name: "Second phone"))
            let other = TestBrowser(client)
            let asked = try await Self.remove(second, person, browser)
            let elsewhere = try await Self.remove(second, person, other)
            let sent = try await browser.submit(asked, to: "/account/contact")
            let code = service.sent.code(to: Self.mail)
            let token = try #require(elsewhere.form("/account/contact")?["token"])
            let device = try #require(second.opened.device).rawValue
            let stolen = try await other.post(
                "/account/contact/code",
                ["token": token, "device": device, "code": code]
            )
            #expect(stolen.status == .forbidden)
            let wrong = code == "00000000" ? "00000001" : "00000000"
            for _ in 0..<4 {
                let page = try await browser.submit(sent, to: "/account/contact/code", ["code": wrong])
                #expect(page.status == .forbidden && page.body.contains("This code is wrong."))
            }
            for typed in [wrong, code] {
                let page = try await browser.submit(sent, to: "/account/contact/code", ["code": typed])
                #expect(page.status == .forbidden && page.body.contains("mistyped too often"))
            }
            let next = try await browser.submit(sent, to: "/account/contact")
            service.clock.advance(600)
            let late = try await browser.submit(
                next,
                to: "/account/contact/code",
                ["code": service.sent.code(to: Self.mail)]
            )
            #expect(late.body.contains("This code has expired"))
            _ = try await client.call(ListDevices.self, Nothing(), session: second)
        }
    }

    @Test func `an account without a contact is sent to the app, in the language of the browser`() async throws {
        try await TokenTests.run { service, world in
            let (client, person, _, _) = world
            let second = try await client.signIn(device: .new(name: "Second phone"))
            let browser = TestBrowser(client, language: "fr")
            let asked = try await Self.remove(second, person, browser)
            #expect(asked.title == "Retirer Second phone")
            #expect(asked.body.contains("aucun contact") && asked.form("/account/contact") == nil)
            _ = try await client.call(ListDevices.self, Nothing(), session: second)
        }
    }

    @Test func `a code that cannot be sent, and too many of them, are said`() async throws {
        try await TokenTests.run { service, world in
            let (client, person, browser, _) = world
            try await client.addVerified(.email, Self.mail, in: person.session, service)
            let second = try await client.signIn(device: .new(name: "Second phone"))
            let asked = try await Self.remove(second, person, browser)
            service.sent.fail(with: .unreachable)
            let failed = try await browser.submit(asked, to: "/account/contact")
            #expect(failed.status == .badGateway && failed.body.contains("could not be sent"))
            service.sent.fail(with: nil)
            // The one that was not sent does not count.
            for _ in 0..<5 { _ = try await browser.submit(asked, to: "/account/contact") }
            let stopped = try await browser.submit(asked, to: "/account/contact")
            #expect(stopped.status == .tooManyRequests && stopped.body.contains("Too many codes were sent."))
            // Nor has that kept the owner from a code in the app.
            try await client.showContact(in: person.session, service)
        }
    }
}
