import DeviceCore
import Foundation
import HTTPExchange
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import OutsideText
import Testing

@testable import DeviceHost
@testable import DevicePages

/// Whoever cannot read the page cannot send its forms.
@Suite struct FormTokenTests {
    private static let account = "otpauth://totp/Shop:ada?secret=JBSWY3DPEHPK3PXP&issuer=Shop"

    /// Each address that does something, with an account's identifier where one belongs.
    private static func posts(_ phone: Phone) async throws -> [String] {
        let id = "\(try #require(try phone.device.entries.list().first).id)"
        return PageRoutes.all.all.filter { $0.method == .POST }.map { route in
            let parts = route.pattern.pieces(at: "/").map { $0.begins(with: ":") ? id : String($0) }
            return "/" + parts.joined(separator: "/")
        }
    }

    @Test func `no form and no script is answered without the token of the page`() async throws {
        try await Phone.run { phone in
            try await phone.add(Self.account)
            let (mine, other) = (try await phone.visit(), try await phone.visit())
            let foreign = try await phone.formToken(other)
            #expect(foreign.utf8.count == 44)
            #expect(try await phone.formToken(mine) != foreign)
            let paths = try await Self.posts(phone)
            #expect(paths.count >= 30)
            let header = try #require(HTTPField.Name("X-Form-Token"))
            for path in paths {
                for token in [nil, "", "guessed", foreign] {
                    let form = token.map { ["form-token": $0] } ?? [:]
                    let answer = try await phone.send(.post, path, form: form, cookie: mine, withToken: false)
                    #expect(answer.status == .forbidden, "\(path)")
                    guard let token else { continue }
                    let sent = try await phone.send(
                        .post,
                        path,
                        cookie: mine,
                        withToken: false,
                        headers: [header: token]
                    )
                    #expect(sent.status == .forbidden, "\(path)")
                }
            }
            #expect(try phone.device.entries.list().count == 1)
        }
    }

    @Test func `with it a form and a script are answered`() async throws {
        try await Phone.run { phone in
            try await phone.add(Self.account)
            let cookie = try await phone.visit()
            let id = "\(try #require(try phone.device.entries.list().first).id)"
            let header = try #require(HTTPField.Name("X-Form-Token"))
            let moved = try await phone.send(
                .post,
                "/accounts/\(id)/move",
                form: ["position": "1"],
                cookie: cookie,
                withToken: false,
                headers: [header: try await phone.formToken(cookie)]
            )
            #expect(moved.status == .seeOther)
            let removed = try await phone.send(.post, "/accounts/\(id)/remove", cookie: cookie)
            #expect(removed.status == .seeOther)
            #expect(try phone.device.entries.list().isEmpty)
        }
    }

    @Test func `each form of a page carries it`() async throws {
        try await Phone.run { phone in
            try await phone.add(Self.account)
            let cookie = try await phone.visit()
            let token = try await phone.formToken(cookie)
            for path in ["/", "/settings", "/add/hand", "/add/personal", "/import", "/recover", "/add/work", "/backup"]
            {
                let html = try await phone.send(.get, path, cookie: cookie).html
                let field = "name=\"form-token\" value=\"\(HTMLText.escape(token))\""
                for form in html.pieces(at: "method=\"post\"").dropFirst() {
                    #expect(form.before("</form>").holds(field), "\(path)")
                }
            }
        }
    }
}
