import DeviceCore
import Foundation
import Primitives
import TestSupport
import Testing

@testable import DevicePages

/// The code of a letter opens several tries: whoever mistypes the password beside it types it once.
@Suite struct LetterFieldTests {
    /// What the field of a letter's code holds; nil where a form has no such field.
    private static func letter(_ html: String) -> String? {
        html.firstMatch(of: /name="letter" value="([^"]*)"/).map { String($0.1) }
    }

    @Test(arguments: Catalogue.languages)
    func `beside a wrong password the form of recovery keeps the code of a letter`(language: String) throws {
        let words = Catalogue.preferred([language]).forPages
        let wrong = Failure(.wrongPassword, ["left": "4"])
        let form = RecoveryFormModel(try PageForm("service=https%3A%2F%2Fa.example&username=ada&letter=AB%22CD"), words)
        let html = PageTemplate.recoverForm.render(form.failing(wrong, words), words: words)
        #expect(Self.letter(html) == "AB&quot;CD")
        let without = RecoveryFormModel(try PageForm("service=https%3A%2F%2Fa.example&username=ada"), words)
        #expect(Self.letter(PageTemplate.recoverForm.render(without.failing(wrong, words), words: words)) == nil)
    }

    @Test func `a code that the account has refused is typed again`() throws {
        let words = Catalogue.preferred(["en"]).forPages
        let form = RecoveryFormModel(try PageForm("service=https%3A%2F%2Fa.example&username=ada&letter=ABCD"), words)
        let html = PageTemplate.recoverForm.render(form.failing(Failure(.letterRefused), words), words: words)
        #expect(Self.letter(html) == "")
    }

    @Test(arguments: ["/recover", "/add/personal"])
    func `the page that fails keeps the code of a letter`(path: String) async throws {
        try await Phone.run { phone in
            let cookie = try await phone.visit()
            let form = [
                "service": "http://127.0.0.1:1", "username": "ada", "password": "nine wet umbrellas at noon",
                "kind": "folder", "folder": phone.folder.path, "letter": "not a code",
            ]
            let html = try await phone.send(.post, path, form: form, cookie: cookie).html
            #expect(Self.letter(html) == "not a code")
        }
    }
}
