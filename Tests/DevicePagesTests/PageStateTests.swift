import DeviceCore
import Encodings
import HTTPExchange
import Primitives
import TestSupport
import Testing

@testable import DevicePages

/// What a form goes on with is its own: of its window, its browser and its purpose, for a time, and once.
@Suite struct PageStateTests {
    private static let account = "otpauth://totp/Shop:ada?secret=JBSWY3DPEHPK3PXP&issuer=Shop"

    /// Runs a story with a phone that has one account, and a function that begins to give it another issuer.
    private static func run(
        _ story: @escaping @Sendable (_ phone: Phone, _ begun: (_ issuer: String) throws -> String) async throws -> Void
    ) async throws {
        try await Phone.run { phone in
            try await phone.add(account)
            let id = try #require(try phone.device.entries.list().first).id
            try await story(phone) { issuer in
                let form = PageForm.empty.with(["issuer": issuer, "account": "ada"])
                let site = phone.site.carrying("a token")
                return site.keep(id, back: "/", posting: form, to: "/accounts/\(id)/rename").sealed
            }
        }
    }

    /// Goes on with an act; returns where that leads, and what the account is called then.
    private static func goOn(
        _ phone: Phone,
        with act: String,
        token: String = "a token"
    ) async throws -> (place: String?, issuer: String?) {
        let answer = try await phone.send(.post, "/confirm/go-on", form: ["act": act], cookie: token)
        return (answer.headers.first(name: "Location"), try phone.device.entries.list().first?.issuer)
    }

    @Test func `two windows go on with what was begun in each, in any order`() async throws {
        try await Self.run { phone, begun in
            let (first, second) = (try begun("First & one=1"), try begun("Zweite 🗝"))
            #expect(try await Self.goOn(phone, with: second).issuer == "Zweite 🗝")
            #expect(try await Self.goOn(phone, with: first).issuer == "First & one=1")
        }
    }

    @Test func `a second press does nothing twice`() async throws {
        try await Self.run { phone, begun in
            let (first, second) = (try begun("First"), try begun("Second"))
            #expect(try await Self.goOn(phone, with: first).issuer == "First")
            #expect(try await Self.goOn(phone, with: second).issuer == "Second")
            // The same bytes can have several last digits.
            for digit in ["", "A", "Q", "g", "w"] {
                let again = try await Self.goOn(phone, with: digit.isEmpty ? first : first.dropLast() + digit)
                #expect(again.issuer == "Second" && again.place == "/")
            }
        }
    }

    @Test func `what was tampered with goes on with nothing, wherever that was`() async throws {
        try await Self.run { phone, begun in
            let act = try begun("Mallory")
            let bytes = try #require(Base64.decodeForURL(act))
            for place in [0, 23, 24, 31, 32, 33, bytes.count / 2, bytes.count - 17, bytes.count - 1] {
                var changed = bytes
                changed[place] ^= 1
                let end = try await Self.goOn(phone, with: Base64.encodeForURL(changed))
                #expect(end.issuer == "Shop" && end.place == "/", "\(place)")
            }
            let others = ["", "x", act + "A", String(act.dropLast(2)), String(act.prefix(43)), act + act, "\u{0}", "é"]
            for other in others + [String(repeating: "A", count: PageState.limit + 1)] {
                #expect(try await Self.goOn(phone, with: other).issuer == "Shop")
            }
            #expect(try await Self.goOn(phone, with: act).issuer == "Mallory")
        }
    }

    @Test(arguments: [(899, true), (900, false), (-59, true), (-901, false)] as [(Int64, Bool)])
    func `it goes on for a quarter of an hour, also where the clock is set back`(
        seconds: Int64,
        goesOn: Bool
    ) async throws {
        try await Self.run { phone, begun in
            let act = try begun("Later")
            phone.clock.advance(by: seconds)
            #expect((try await Self.goOn(phone, with: act).issuer == "Later") == goesOn)
        }
    }

    @Test func `it is of no use for another purpose, in another browser or in another program`() async throws {
        try await Self.run { phone, begun in
            let act = try begun("Mallory")
            #expect(try await Self.goOn(phone, with: act, token: "another token").issuer == "Shop")
            let site = phone.site.carrying("a token")
            let content = try #require(site.opened(act, for: .act))
            #expect(site.opened(act, for: .recoveryCode) == nil)
            let code = site.sealed(content, for: .recoveryCode)
            #expect(site.opened(code, for: .recoveryCode) == content)
            #expect(try await Self.goOn(phone, with: code).issuer == "Shop")
            let other = PageSite(PageConfiguration(device: phone.device, qrCodes: phone.qrCodes)).carrying("a token")
            #expect(try await Self.goOn(phone, with: other.sealed(content, for: .act)).issuer == "Shop")
        }
    }

    @Test func `nothing that was begun goes on after a lock`() async throws {
        try await Self.run { phone, begun in
            let act = try begun("Mallory")
            _ = try await phone.send(.post, "/lock", cookie: "a token")
            #expect(try await Self.goOn(phone, with: act).issuer == "Shop")
        }
    }

    @Test func `it shows nothing of what is in it`() async throws {
        try await Self.run { phone, begun in
            let bytes = try #require(Base64.decodeForURL(try begun("Visible")))
            #expect(!String(decoding: bytes, as: UTF8.self).contains("Visible"))
            #expect(try begun("Visible") != begun("Visible"))
        }
    }

    @Test func `each window has the recovery code that it shows`() throws {
        let device = Device(store: MemoryVaultStore()) { throw Failure(.passphraseNeeded) }
        let site = PageSite(PageConfiguration(device: device, qrCodes: GivenQRCodes())).carrying("a token")
        let models = (0..<2).map { _ in site.shown() }
        #expect(models[0].code != models[1].code)
        for model in models {
            let words = Catalogue.preferred(["en"]).forPages
            let html = PageTemplate.recoveryCode.render(model, words: words)
            #expect(html.contains("name=\"shown\" value=\"\(model.shown)\""))
            let opened = try #require(site.opened(model.shown, for: .recoveryCode))
            #expect(String(decoding: opened.exposedBytes(), as: UTF8.self) == model.code)
        }
    }
}
