import DeviceCore
import HTTPExchange
import Primitives
import TestSupport
import Testing
import Vault

@testable import DevicePages

/// The pages answer without any server.
@Suite struct PageAnswerTests {
    private static let account = "otpauth://totp/Shop:ada?secret=JBSWY3DPEHPK3PXP&issuer=Shop"

    @Test(arguments: [("", "Accounts"), ("fr-CH, fr;q=0.9, en;q=0.8", "Comptes"), ("de, ,;q=1", "Accounts")])
    func `a page is in the language that the browser asks for first`(languages: String, word: String) async throws {
        try await Phone.run { phone in
            try await phone.add(Self.account)
            let answer = try await phone.send(.get, "/", cookie: phone.visit(), languages: languages)
            #expect(answer.status == .ok && answer.html.contains("Shop") && answer.html.contains(word))
            #expect(answer.headers.first(name: "Content-Type") == "text/html; charset=utf-8")
        }
    }

    @Test(arguments: ["/nowhere", "/settings/", "/accounts/07/nothing", "//", "/accounts/../settings"])
    func `a path that no page has is answered by a page that says so`(path: String) async throws {
        try await Phone.run { phone in
            let answer = try await phone.send(.get, path, cookie: phone.visit())
            #expect(answer.status == .notFound && answer.html.contains("<h1>"))
        }
    }

    @Test func `another method is refused with those that there are`() async throws {
        try await Phone.run { phone in
            for (method, path, allowed) in [
                (HTTPMethod.POST, "/", "GET"), (.GET, "/accounts/put-back", "POST"), (.HEAD, "/unlock", "GET, POST"),
                (.DELETE, "/accounts/07/rename", "POST"),
            ] {
                let answer = await phone.send(method, path, body: [])
                #expect(answer.status == .methodNotAllowed && answer.headers.first(name: "Allow") == allowed)
            }
        }
    }

    @Test func `what is too long, or no form, is refused, and nothing is done`() async throws {
        try await Phone.run { phone in
            #expect(await phone.send(.post, "/import", body: nil).status == .contentTooLarge)
            for body in ["a=1&a=2", "a=%", "=%ff"] {
                let answer = await phone.send(.post, "/add/hand", body: Array(body.utf8))
                #expect(answer.status == .badRequest, "\(body)")
            }
            #expect(!phone.device.store.holdsVault)
        }
    }

    @Test func `a locked vault is answered by the way to its passphrase, whatever was sent`() async throws {
        try await Phone.run { phone in
            try await phone.add(Self.account)
            try phone.device.setPassphrase(SecretBytes(passphrase: "open sesame, please"))
            for (method, path) in [
                (HTTPMethod.GET, "/"), (.POST, "/import"), (.GET, "/nowhere"), (.GET, "/codes.json"),
            ] {
                let answer = await phone.send(method, path, body: method == .GET ? [] : nil)
                #expect(answer.status == .seeOther && answer.headers.first(name: "Location") == "/unlock", "\(path)")
            }
            let cookie = try await phone.visit()
            #expect(try await phone.send(.get, "/unlock", cookie: cookie).status == .ok)
            #expect(try await phone.send(.get, "/static/app.css", cookie: cookie).status == .ok)
        }
    }

    @Test func `an asset that the browser has is not sent again`() async throws {
        try await Phone.run { phone in
            let answer = try await phone.send(.get, "/static/app.js", cookie: phone.visit())
            var again = PageRequest(.get, "/static/app.js")
            again.knownTag = answer.headers.first(name: "ETag")
            let second = PageAnswer(phone.site.answer(again))
            #expect(!answer.html.isEmpty && second.status == .notModified && second.html.isEmpty)
        }
    }

    @Test func `where there is no passphrase, closing the page shuts the browser out`() async throws {
        try await Phone.run { phone in
            try await phone.add(Self.account)
            var request = PageRequest(.post, "/lock")
            request.formToken = "a token"
            #expect(phone.site.answer(request).shutsOut)
            try phone.device.setPassphrase(SecretBytes(passphrase: "open sesame, please"))
            _ = try await phone.send(
                .post,
                "/unlock",
                form: ["passphrase": "open sesame, please"],
                cookie: phone.visit()
            )
            #expect(!phone.site.answer(request).shutsOut)
            #expect(try phone.site.device.needsPassphrase())
        }
    }

    @Test func `a picture of a code adds its account, and one that cannot be read says why`() async throws {
        try await Phone.run { phone in
            phone.qrCodes.texts.value = [Self.account]
            let added = await phone.send(.post, "/scan/picture", body: [1, 2, 3])
            #expect(added.status == .ok && added.html.contains("\"next\":\"/\""))
            let entries = try phone.device.entries.list()
            #expect(entries.map(\.issuer) == ["Shop"])
            let again = await phone.send(.post, "/scan/picture", body: [1, 2, 3])
            #expect(again.html.contains("/add/duplicate"))
            phone.qrCodes.failure.value = Failure(.pictureTooLarge)
            let failed = await phone.send(.post, "/scan/frame?width=3&height=1", body: [1, 2, 3])
            #expect(failed.html.contains("\"message\":") && !failed.html.contains("next"))
        }
    }

    @Test(arguments: [
        "", "?width=3", "?width=2&height=2", "?width=-3&height=-1", "?width=3&height=9223372036854775807",
    ])
    func `a frame of another size than it says is refused`(query: String) async throws {
        try await Phone.run { phone in
            #expect(await phone.send(.post, "/scan/frame\(query)", body: [1, 2, 3]).status == .badRequest)
        }
    }

    @Test func `a page that grows has its steps and its outcome, and the token in its forms`() async throws {
        try await Phone.run { phone in
            let form = ["service": "nowhere", "username": "ada", "password": "seven quiet green lamps"]
            let html = try await phone.send(.post, "/add/personal/new", form: form, cookie: phone.visit()).html
            #expect(html.contains("</ol>") && html.contains("value=\"a token\"") && html.hasSuffix("</html>\n"))
        }
    }

    @Test func `an open page hears what waits, and at last that the vault was locked`() async throws {
        try await Phone.run { phone in
            try await phone.add(Self.account)
            guard case .news(let news) = phone.site.answer(PageRequest(.get, "/requests/events")).body else {
                Issue.record("it hears nothing")
                return
            }
            let heard = Counter()
            let listener = news.listen { heard.add(1) }
            phone.site.requestBoard.take(notices: 2)
            #expect(heard.value == 2)
            let event = try news.event()
            #expect(!event.isLast && String(decoding: event.bytes, as: UTF8.self).hasPrefix("data: {\"text\":\"\","))
            try phone.device.setPassphrase(SecretBytes(passphrase: "open sesame, please"))
            let last = try news.event()
            #expect(last.isLast && last.bytes == Array("event: locked\ndata: {}\n\n".utf8))
            news.end(listener)
            #expect(phone.site.requestBoard.listenerCount == 0)
        }
    }
}
