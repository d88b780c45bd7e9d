import Encodings
import Foundation
import OneTimePassword
import Primitives
import TestSupport
import Testing

@Suite struct OTPAuthURITests {
    struct Table: Decodable {
        let cases: [Case]
    }

    struct Case: Decodable, CustomTestStringConvertible {
        let name: String
        let uri: String
        let accepted: Fields?
        let error: String?

        var testDescription: String { name }
    }

    struct Fields: Decodable, Equatable {
        let issuer: String
        let account: String
        let secret: String
        let kind: OTPParameters.Kind
        let algorithm: HashAlgorithm
        let digits: Int
        let period: Int
        let counter: String
        let notices: [String]
    }

    static let table = Result { try vectors("otpauth-uris", in: .module, as: Table.self).cases }

    @Test func `the table holds accepted and refused URIs`() throws {
        let cases = try Self.table.get()
        #expect(cases.filter { $0.accepted != nil }.count >= 40)
        #expect(cases.filter { $0.error != nil }.count >= 20)
        #expect(cases.allSatisfy { ($0.accepted == nil) != ($0.error == nil) })
    }

    @Test(arguments: try table.get().filter { $0.accepted != nil })
    func `a URI is read`(example: Case) throws {
        let uri = try OTPAuthURI(parsing: example.uri)
        #expect(Fields(uri) == example.accepted)
    }

    @Test(arguments: try table.get().filter { $0.error != nil })
    func `a URI is refused for its reason, which shows no part of it`(example: Case) throws {
        let error = try #require(throws: OTPAuthURIError.self) { try OTPAuthURI(parsing: example.uri) }
        #expect(error.name == example.error)
        for part in ["alice", "Example", "JBSWY3DP", "e3152afee", "PIPU0001"] {
            #expect(error.description.range(of: part, options: .caseInsensitive) == nil)
        }
    }

    @Test(arguments: try table.get().filter { $0.accepted != nil })
    func `the canonical form of a URI is read as the same account without notices`(example: Case) throws {
        let uri = try OTPAuthURI(parsing: example.uri)
        var expected = uri
        expected.notices = []
        let again = try OTPAuthURI(parsing: uri.text)
        #expect(again == expected)
        #expect(again.text == uri.text)
        #expect(URL(string: uri.text)?.absoluteString == uri.text)
    }

    @Test func `the canonical form names what differs from the standard and nothing else`() throws {
        let secret = SecretBytes(ascii: "Hello!\u{de}")
        var uri = OTPAuthURI(issuer: "", account: "alice", secret: secret)
        #expect(uri.text == "otpauth://totp/alice?secret=JBSWY3DPEHBZ4")
        uri.issuer = "Big Corp"
        uri.account = "alice+1@example.com"
        uri.parameters = try OTPParameters(algorithm: .sha512, digits: 8, period: 60)
        #expect(
            uri.text == "otpauth://totp/Big%20Corp:alice%2B1@example.com?secret=JBSWY3DPEHBZ4&issuer=Big%20Corp"
                + "&algorithm=SHA512&digits=8&period=60"
        )
        uri.parameters = try OTPParameters(kind: .hotp, counter: 7)
        #expect(uri.text.hasSuffix("&issuer=Big%20Corp&counter=7"))
        #expect(uri.text.hasPrefix("otpauth://hotp/"))
        uri.parameters = .steam
        #expect(uri.text.hasSuffix("&issuer=Big%20Corp"))
        #expect(uri.text.hasPrefix("otpauth://steam/"))
    }

    @Test(arguments: [
        "", "a", "a:b", ":a", "a:", "#?&=%", "%41", "a+b", "/", "小明", "🦊👩🏽‍💻", "e\u{301}", "\u{301}", "a/b?c#d",
    ])
    func `any two names come back`(account: String) throws {
        for issuer in ["", "a", "a:b", "+", "&", "a&b", "%3A", "?x=", "任天堂", "\u{301}x"] {
            let uri = OTPAuthURI(issuer: issuer, account: account, secret: SecretBytes(ascii: "12345678901234567890"))
            #expect(try OTPAuthURI(parsing: uri.text) == uri, "issuer \(issuer)")
        }
    }

    @Test func `random bytes put into a URI never break reading and what is read comes back`() throws {
        var generator = SeededGenerator(seed: 6238)
        let seeds = try Self.table.get().map(\.uri).filter { $0.utf8.count < 500 && !$0.isEmpty }
        var accepted = 0
        for round in 0..<20_000 {
            var bytes = Array(seeds[round % seeds.count].utf8)
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let index = Int.random(in: 0..<bytes.count, using: &generator)
                let byte = generator.bytes(count: 1)[0]
                switch UInt8.random(in: 0...2, using: &generator) {
                case 0: bytes[index] = byte
                case 1: bytes.insert(Array("%:?&=#/+ ".utf8).randomElement(using: &generator) ?? byte, at: index)
                default: bytes = bytes.count > 1 ? Array(bytes[..<index] + bytes[(index + 1)...]) : bytes
                }
            }
            guard let uri = try? OTPAuthURI(parsing: String(decoding: bytes, as: UTF8.self)) else { continue }
            accepted += 1
            var expected = uri
            expected.notices = []
            #expect(try OTPAuthURI(parsing: uri.text) == expected)
        }
        #expect(accepted > 1000)
    }

    @Test func `a URI does not show in logs and dumps`() throws {
        let uri = try OTPAuthURI(parsing: "otpauth://totp/Example:alice?secret=JBSWY3DPEHPK3PXP&issuer=Example&alice=1")
        var dumped = ""
        dump(uri, to: &dumped)
        for text in ["\(uri)", String(reflecting: uri), dumped, "\(uri.notices.map(\.description))"] {
            #expect(!text.contains("alice") && !text.contains("Example") && !text.contains("JBSWY3DP"))
        }
    }
}

extension OTPAuthURITests.Fields {
    init(_ uri: OTPAuthURI) {
        issuer = uri.issuer
        account = uri.account
        secret = Base32.encode(uri.secret.bytes)
        kind = uri.parameters.kind
        algorithm = uri.parameters.algorithm
        digits = uri.parameters.digits
        period = uri.parameters.period
        counter = String(uri.parameters.counter)
        notices = uri.notices.map(\.name)
    }
}

extension OTPAuthURIError {
    /// The name of the case as the table spells it.
    var name: String {
        switch self {
        case .notAnOTPAuthURI: "notAnOTPAuthURI"
        case .migrationExport: "migrationExport"
        case .microsoftAuthenticator: "microsoftAuthenticator"
        case .severalURIs: "severalURIs"
        case .unsupportedType(let type): "unsupportedType(\(type))"
        case .missingSecret: "missingSecret"
        case .invalidSecret: "invalidSecret"
        case .emptySecret: "emptySecret"
        case .invalidDigits: "invalidDigits"
        case .invalidPeriod: "invalidPeriod"
        case .invalidAlgorithm: "invalidAlgorithm"
        case .invalidCounter: "invalidCounter"
        case .tooLong: "tooLong"
        }
    }
}

extension OTPAuthURI.Notice {
    /// The name of the case as the table spells it.
    var name: String {
        switch self {
        case .irregularSecret: "irregularSecret"
        case .issuerDiffers: "issuerDiffers"
        case .damagedText: "damagedText"
        case .guessedEncoding: "guessedEncoding"
        case .missingCounter: "missingCounter"
        case .repeatedParameter(let name): "repeatedParameter(\(name))"
        case .ignoredParameter(let name): "ignoredParameter(\(name))"
        }
    }
}
