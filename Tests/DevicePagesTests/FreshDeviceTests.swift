import DeviceCore
import Foundation
import HTTPExchange
import OutsideText
import Primitives
import Storages
import Testing
import Vault

@testable import DevicePages

/// A device that has nothing yet has nothing that could fail: each page says what there is, and leads on.
@Suite struct FreshDeviceTests {
    /// Nothing listens there, so that whoever asks it says so.
    private static let service = "http://127.0.0.1:9"

    /// Each page, as one would be asked for by its address; a stream stays open, so it is none.
    private static var pages: [String] {
        PageRoutes.all.all.filter { $0.method == .get && $0.pattern != "/requests/events" }.map {
            let parts = $0.pattern.pieces(at: "/").map { $0.begins(with: ":") ? "1" : String($0) }
            return "/" + parts.joined(separator: "/")
        }
    }

    @Test func `no page of a device without a vault tells of a failure`() async throws {
        try await Phone.run { phone in
            let cookie = try await phone.visit()
            let pages = Self.pages
            #expect(pages.count >= 35 && pages.contains("/backup/versions/1") && pages.contains("/settings"))
            for path in pages {
                let answer = try await phone.send(.get, path, cookie: cookie)
                guard answer.headers.first(name: "Content-Type")?.begins(with: "text/html") == true else { continue }
                #expect(!answer.html.contains("banner danger") && !answer.html.contains("error-code"), "\(path)")
                #expect(answer.status.code < 500, "\(path)")
            }
            #expect(!FileManager.default.fileExists(atPath: phone.folder.appending(path: "vault").path))
        }
    }

    @Test(arguments: [
        ("/settings", "Settings"), ("/requests", "Sign-in requests"), ("/devices", "Devices"),
        ("/backup/versions", "Accounts"), ("/recovery-code", "Accounts"), ("/trouble", "Accounts"),
        ("/accounts/1", "Accounts"),
    ])
    func `what is about accounts leads to adding one and to the recovery`(path: String, title: String) async throws {
        try await Phone.run { phone in
            let html = try await phone.send(.get, path, cookie: phone.visit()).html
            #expect(html.contains("<h1>\(title)</h1>"))
            #expect(html.contains("class=\"button\" href=\"/add\"") && html.contains(" href=\"/recover\""))
        }
    }

    @Test func `the language can be chosen, also before there is a vault`() async throws {
        try await Phone.run { phone in
            let cookie = try await phone.visit()
            let chosen = try await phone.send(.post, "/settings", form: ["language": "fr"], cookie: cookie)
            #expect(chosen.status == .seeOther)
            let html = try await phone.send(.get, "/settings", cookie: cookie).html
            #expect(html.contains("<html lang=\"fr\">") && html.contains("class=\"button\" href=\"/add\""))
        }
    }

    @Test(arguments: [
        ("/settings", ["language": "de", "hidesCodes": "on"]), ("/settings", [:]), ("/lock", [:]),
    ])
    func `what is no setting makes no vault, nor does a lock`(path: String, form: [String: String]) async throws {
        try await Phone.run { phone in
            _ = try await phone.send(.post, path, form: form, cookie: phone.visit())
            #expect(!phone.device.store.holdsVault)
        }
    }

    @Test(arguments: [
        ("ada", "short", false), ("a b", "seven quiet green lamps", false), ("ada", "seven quiet green lamps", true),
    ])
    func `an account is told to be created once its name and password can be taken`(
        username: String,
        password: String,
        begins: Bool
    ) async throws {
        try await Phone.run { phone in
            let form = ["service": Self.service, "username": username, "password": password]
            let cookie = try await phone.visit()
            let html = try await phone.send(.post, "/add/personal/new", form: form, cookie: cookie).html
            #expect(html.contains("Creating the account") == begins && html.contains("banner danger"))
        }
    }

    @Test(arguments: ["/add/personal/new", "/add/personal", "/letter", "/recover", "/backup/on"])
    func `a service that does not answer is told without a word about codes`(path: String) async throws {
        try await Phone.run { phone in
            var form = ["service": Self.service, "username": "ada", "password": "seven quiet green lamps"]
            // A folder that is there, with something in it, comes before the service.
            let folder = phone.folder.appending(path: "storage")
            let object = folder.appending(path: ObjectName.fresh(backup: .random(), generation: 1).description)
            let series = object.deletingLastPathComponent()
            try FileManager.default.createDirectory(at: series, withIntermediateDirectories: true)
            try Data("something".utf8).write(to: object)
            form.merge(["kind": "folder", "folder": folder.path, "personal": "new"]) { $1 }
            let html = try await phone.send(.post, path, form: form, cookie: phone.visit()).html
            let words = Catalogue.preferred(["en"]).forPages
            #expect(!html.contains("Codes on this device"), "\(path)")
            let failure = Failure(.serviceUnreachable).in(.nothingHere)
            #expect(html.contains(words.words(for: failure).remedy) && html.contains("service.unreachable"), "\(path)")
        }
    }

    @Test func `with an account of another site the page of requests leads to adding one that has them`() async throws {
        try await Phone.run { phone in
            try await phone.add("otpauth://totp/Shop:ada?secret=JBSWY3DPEHPK3PXP&issuer=Shop")
            let html = try await phone.send(.get, "/requests", cookie: phone.visit()).html
            let words = Catalogue.preferred(["en"]).forPages
            #expect(html.contains(words.text("page.requests.needsAccount")))
            #expect(html.contains("class=\"button\" href=\"/add\"") && !html.contains("href=\"/recover\""))
            #expect(!html.contains("banner danger") && !html.contains(words.text("page.requests.off")))
        }
    }
}
