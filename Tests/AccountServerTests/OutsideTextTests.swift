import AccountAPI
import AccountServer
import Foundation
import HTTPTypes
import OutsideText
import TestSupport
import Testing

/// Letters that make one Character with what follows them, and marks that do so with what stands before them.
private let letters = UserNameRule.joiningLetters.joined().compactMap(Unicode.Scalar.init).map { String(Character($0)) }
private let marks = ["\u{300}", "\u{301}", "\u{20DD}", "\u{903}", "\u{1F3FB}"]

@Suite struct OutsideTextTests {
    @Test func `no letter in front of the comma lets a client choose its address behind a proxy`() async throws {
        try await TestService().run { client in
            for number in 0..<30 {
                let chosen = "198.51.100.\(number)\(letters[number % letters.count])"
                _ = try await RegistrationTests.start(client.at("\(chosen),203.0.113.50"), "user\(number)")
            }
            for letter in letters {
                let client = client.at("198.51.100.99\(letter),203.0.113.50")
                try await expectProblem(.tooManyFromAddress) { try await RegistrationTests.start(client, "one more") }
            }
        }
    }

    @Test func `what is no address is counted together`() async throws {
        try await TestService().run { client in
            let texts = { (number: Int) in
                [
                    "127.0.0.1\(letters[number % letters.count])", "x\(number)", "1.2.3.4.\(number)", "[::\(number)",
                    "1.2.3.4:x\(number)", "",
                ][number % 6]
            }
            for number in 0..<30 {
                _ = try await RegistrationTests.start(client.at(texts(number)), "user\(number)")
            }
            for number in 30..<60 {
                let client = client.at(texts(number))
                try await expectProblem(.tooManyFromAddress) { try await RegistrationTests.start(client, "one more") }
            }
            // With a port, in brackets or within IPv6, an address is the same address.
            for (number, text) in ["192.0.2.9", "192.0.2.9:80", "::ffff:192.0.2.9", "[::ffff:192.0.2.9]:80"]
                .enumerated()
            {
                for index in 0..<(number == 3 ? 6 : 8) {
                    _ = try await RegistrationTests.start(client.at(text), "user\(number)-\(index)")
                }
            }
            let same = client.at("192.0.2.9")
            try await expectProblem(.tooManyFromAddress) { try await RegistrationTests.start(same, "one more") }
        }
    }

    @Test func `no name reads like one of an organisation's`() async throws {
        let acme = try await Acme()
        try await acme.service.run { client in
            let joined = letters.flatMap { ["ceo\($0)@acme", "ceo@\($0)acme"] } + marks.map { "ceo@\($0)acme" }
            for (number, name) in (joined + ["\u{430}da", "ada\u{3B1}"]).enumerated() {
                let client = client.at("198.51.100.\(number)")
                let found = try await problem { try await client.register(name) }
                #expect(found == .invalidName || found == .nameTaken, "\(name.unicodeScalars.map(\.value))")
            }
        }
    }

    @Test func `no hint, name or message makes an element of a page`() async throws {
        try await TokenTests.run { _, world in
            let (_, _, browser, application) = world
            func delimiters(_ hint: String) async throws -> [UInt8] {
                let page = try await browser.open(application.address(["login_hint": hint]))
                return page.body.delimitersOfHTML
            }
            let plain = try await delimiters("ada")
            for delimiter in ["<", ">", "\"", "'"] {
                for text in letters.map({ "x\($0)\(delimiter)a" }) + marks.map({ "x\(delimiter)\($0)a" }) {
                    #expect(try await delimiters(text) == plain, "\(text.unicodeScalars.map(\.value))")
                }
            }
        }
    }

    @Test func `a field that comes twice is refused on every page`() async throws {
        try await TokenTests.run { _, world in
            let (_, _, browser, application) = world
            let page = try await browser.open(application.address())
            let form = try #require(page.form("/sign-in"))
            #expect(try await browser.get("/account?a=1&a=2").status == .badRequest)
            let twice = try await browser.postRaw("/sign-in", TestForm.encode(form) + "&username=ada&username=eve")
            #expect(twice.status == .badRequest)
        }
    }
}
