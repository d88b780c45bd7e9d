import DeviceCore
import Encodings
import Entries
import Foundation
import OPAQUE
import Primitives
import Sealed
import TestSupport
import Testing
import Vault

/// What becomes of the texts of QR codes, and of accounts that are shown as one.
@Suite struct ScanTests {
    private let device: Device
    private let folder = try! TemporaryFolder()

    init() {
        device = .alone(in: folder)
    }

    private static let shop = "otpauth://totp/Shop:ada?secret=JBSWY3DPEHPK3PXP&issuer=Shop"
    private static let bank = "otpauth://totp/Bank:ada?secret=GEZDGNBVGY3TQOJQ&issuer=Bank&x=1"

    @Test(arguments: [
        ("https://example.org/", "webAddress"), ("HTTP://EXAMPLE.ORG", "webAddress"),
        (" www.example.org", "webAddress"), ("WIFI:S:net;;", "network"), ("BEGIN:VCARD", "contact"),
        ("MECARD:N:Ada;;", "contact"),
        ("mailto:ada@example.org", "email"), ("tel:+123", "phone"), ("SMSTO:+123:hello", "phone"),
        ("FIDO:/123", "otherAuthenticator"), ("", "text"),
        ("otpauth", "text"), ("hello", "text"), ("https", "text"),
    ])
    func `a code without an account is reported by its kind`(text: String, kind: String) async {
        #expect(throws: Failure(.notAnAccountCode, ["content": "qr.content.\(kind)"])) {
            try device.entries.add(scanned: [text], keepingBoth: false)
        }
        for language in Catalogue.languages {
            #expect(Catalogue.preferred([language]).holds("qr.content.\(kind)"))
        }
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/home"), "no vault is made for nothing")
    }

    @Test func `no code at all is a failure`() async {
        #expect(throws: Failure(.noQRCode)) { try device.entries.add(scanned: [], keepingBoth: false) }
    }

    @Test func `a broken account tells more than what stands beside it`() async {
        #expect(throws: Failure(.missingSecret)) {
            try device.entries.add(
                scanned: ["https://example.org", "otpauth://totp/Shop?digits=6"],
                keepingBoth: false
            )
        }
        #expect(throws: Failure(.migrationURI)) {
            try device.entries.add(scanned: ["hello", "otpauth-migration://offline?data=AA"], keepingBoth: false)
        }
    }

    @Test func `all accounts of a picture are added, the rest is left out`() async throws {
        let nameless = "otpauth://totp/?secret=JBSWY3DPEHPK3PXP"
        let texts = [Self.shop, "hello", Self.bank, nameless, Self.shop + "&digits=6"]
        let report = try device.entries.add(scanned: texts, keepingBoth: false)
        #expect(report.added.map(\.label) == ["Shop:ada", "Bank:ada"])
        #expect(report.added.map(\.position) == [1, 2])
        #expect(report.alreadyHere.map(\.label) == ["Shop:ada"], "the same account with other words")
        #expect(report.leftOut.map(\.code) == [.notAnAccountCode, .emptyLabel])
        #expect(report.notices.count == 1)
    }

    @Test func `an account that is here is added again only where both are wanted`() async throws {
        _ = try device.entries.add(scanned: [Self.shop], keepingBoth: false)
        #expect(throws: Failure(.duplicateEntry, ["position": "1"])) {
            try device.entries.add(scanned: [Self.shop], keepingBoth: false)
        }
        let both = try device.entries.add(scanned: [Self.shop, Self.bank], keepingBoth: false)
        #expect(both.added.map(\.label) == ["Bank:ada"])
        #expect(both.alreadyHere.map(\.position) == [1])
        #expect(try device.entries.add(scanned: [Self.shop], keepingBoth: true).added.map(\.position) == [3])
    }

    @Test func `as many accounts as a picture can hold are told in their order, each with its place`() async throws {
        let texts = (1...1000).map { "otpauth://totp/Shop:\($0 % 500)?secret=JBSWY3DPEHPK3PXP" }
        let report = try device.entries.add(scanned: texts, keepingBoth: false)
        #expect(report.added.map(\.position) == Array(1...500))
        #expect(report.alreadyHere.map(\.position) == Array(1...500))
        let again = try device.entries.add(scanned: Array(texts.prefix(3)), keepingBoth: true)
        #expect(again.added.map(\.position) == [501, 502, 503] && again.alreadyHere.isEmpty)
    }

    @Test func `a code for Microsoft Authenticator is reported with what to do instead`() async {
        let failure = #expect(throws: Failure.self) {
            try device.entries.add(scanned: ["phonefactor://activate_account?code=1"], keepingBoth: false)
        }
        #expect(failure?.code == .notAnAccountCode)
        for language in Catalogue.languages {
            let words = Catalogue.preferred([language])
            guard let failure else { return }
            #expect(words.words(for: failure).remedy != words.words(for: Failure(.notAnAccountCode)).remedy)
            #expect(words.words(for: failure).remedy.contains("Microsoft"))
        }
    }

    @Test func `an account without a name takes the names that are given`() async throws {
        let nameless = "otpauth://totp?secret=JBSWY3DPEHPK3PXP"
        #expect(throws: Failure(.emptyLabel)) { try device.entries.add(scanned: [nameless], keepingBoth: false) }
        let names = GivenNames(issuer: "Shop", account: nil)
        let report = try device.entries.add(scanned: [nameless], keepingBoth: false, names: names)
        #expect(report.added.map(\.label) == ["Shop"])
        let renamed = GivenNames(issuer: nil, account: "eve")
        let other = try device.entries.add(scanned: [Self.bank, "hello"], keepingBoth: false, names: renamed)
        #expect(other.added.map(\.label) == ["Bank:eve"])
        #expect(throws: Failure(.namesForSeveral, ["n": "2"])) {
            try device.entries.add(scanned: [Self.shop, Self.bank], keepingBoth: false, names: names)
        }
        #expect(try device.entries.list().count == 2)
    }

    @Test func `a counter is shown and set, and no time or next code spends it`() async throws {
        let door = "otpauth://hotp/Door:ada?secret=JBSWY3DPEHPK3PXP&counter=7"
        _ = try device.entries.add(scanned: [door, Self.shop], keepingBoth: false)
        #expect(try device.entries.list().map(\.counter) == [7, nil])
        for (next, date) in [(true, nil), (false, Instant.now()), (true, Instant.now())] as [(Bool, Instant?)] {
            #expect(throws: Failure(.counterBased)) { try device.codes.code(of: "Door", next: next, at: date) }
        }
        #expect(try device.entries.list()[0].counter == 7, "nothing is spent")
        let seventh = try device.codes.code(of: "Door", next: false, at: nil).code
        #expect(try device.entries.list()[0].counter == 8)
        #expect(try device.codes.setCounter(of: "Door", to: 7).counter == 7)
        #expect(try device.codes.code(of: "Door", next: false, at: nil).code == seventh)
        #expect(try device.codes.setCounter(of: "Door", to: .max).counter == .max)
        #expect(throws: Failure(.noCounter)) { try device.codes.setCounter(of: "Shop", to: 1) }
    }

    @Test func `a name that matches nothing or several accounts is reported`() async throws {
        _ = try device.entries.add(scanned: [Self.shop, Self.bank], keepingBoth: false)
        let words = Catalogue.preferred(["en"])
        func told(_ name: String) async -> String {
            do {
                _ = try device.entries.entry(named: name)
                return ""
            } catch {
                return words.words(for: Failure(explaining: error)).message
            }
        }
        #expect(await told("sho\u{7}x") == "No account matches “shox”")
        #expect(await told("ada") == "2 accounts match this name: numbers 1, 2")
        // What could be a secret is not shown again.
        #expect(await told("JBSWY3DPEHPK3PXP") == "There is no such account")
    }

    @Test func `the report shows no code and no secret`() async throws {
        let report = try device.entries.add(scanned: [Self.shop, "the canary"], keepingBoth: false)
        let json = String(decoding: try JSONEncoder().encode(report), as: UTF8.self)
        #expect(json.contains(#""leftOut":["qr.not-an-account"]"#))
        #expect(!json.contains("canary") && !json.contains("JBSWY3DP"))
    }

    @Test func `an account that is given away asks for the passphrase again`() async throws {
        _ = try device.entries.add(scanned: [Self.shop], keepingBoth: false)
        #expect(try device.entries.transfer(of: "Shop").listing.label == "Shop:ada")
        try device.setPassphrase(SecretBytes(passphrase: "open sesame, please"))
        let memory = MemoryUnlockCache(now: { Instant.now() })
        let typing = device.rememberingKeys(in: memory).unlocking(with: SecretBytes(passphrase: "open sesame, please"))
        _ = try typing.entries.list()
        let unlocked = device.rememberingKeys(in: memory)
        #expect(try unlocked.entries.list().count == 1)
        #expect(throws: Failure(.passphraseNeeded)) { try unlocked.entries.transfer(of: "Shop") }
        #expect(try typing.entries.transfer(of: "Shop").listing.label == "Shop:ada")
    }
}
