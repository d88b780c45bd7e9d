import DeviceCore
import Foundation
import OutsideText
import TestSupport
import Testing

/// What a scanned code calls an account becomes text of the page and nothing else.
@Suite struct EscapingTests {
    private static let names: [String] = {
        let letters = UserNameRule.joiningLetters.joined().compactMap(Unicode.Scalar.init)
        return ["<", ">", "\"", "'"].flatMap { delimiter in
            letters.prefix(30).map { "a\($0)\(delimiter)form id=x action=/settings/passphrase method=post>" }
                + ["a\(delimiter)\u{301}form id=x>", "a\(delimiter)\u{20DD}form id=x>"]
        }
    }()

    @Test func `no name of an account makes a form`() async throws {
        try await Phone.run { phone in
            let cookie = try await phone.visit()
            func page(_ path: String) async throws -> [UInt8] {
                try await phone.send(.get, path, cookie: cookie).html.delimitersOfHTML
            }
            func add(_ name: String) async throws -> String {
                let part = try #require(name.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
                try await phone.add("otpauth://totp/\(part):\(part)?secret=JBSWY3DPEHPK3PXP&issuer=\(part)")
                return "\(try #require(try phone.device.entries.list().first).id)"
            }
            // Its own pages, and the one that names it after it was removed.
            func pages(of name: String) async throws -> [[UInt8]] {
                let id = try await add(name)
                var found = try await [page("/"), page("/accounts/\(id)"), page("/accounts/\(id)/qr")]
                _ = try await phone.send(.post, "/accounts/\(id)/remove", cookie: cookie)
                try await found.append(page("/"))
                phone.clock.advance(by: 120)
                return found
            }
            let expected = try await pages(of: "plain")
            for name in Self.names {
                #expect(try await pages(of: name) == expected, "\(name.unicodeScalars.map(\.value))")
                #expect(try phone.device.entries.list().isEmpty)
            }
        }
    }
}
