import DeviceCore
import Foundation
import Primitives
import Storages
import Testing

@testable import DevicePages

/// The words of every kind of storage, and the one form of all of them.
@Suite struct StorageFormTests {
    private static let names = StorageKind.all.map(\.name)

    @Test(arguments: Catalogue.languages, names)
    func `every kind and each of its fields has its words in every language`(language: String, name: String) throws {
        let kind = try #require(StorageKind(named: name))
        let words = Catalogue.preferred([language])
        for key in kind.keys { #expect(words.holds(key), "\(key)") }
        // A field and a kind of one key would have one word.
        #expect(Set(kind.keys).count == kind.keys.count)
        #expect(Set(kind.keys).isDisjoint(with: StorageKind.all.filter { $0 != kind }.map(\.choiceKey)))
    }

    @Test(arguments: Catalogue.languages, names)
    func `every kind has a line in the help of each command that takes a storage`(
        language: String,
        name: String
    ) throws {
        let kind = try #require(StorageKind(named: name))
        let lines = Catalogue.preferred([language]).text("help.storages").split(separator: "\n")
        #expect(lines.contains { line in kind.schemes.contains { line.hasPrefix("  \($0):") } })
    }

    @Test(arguments: Catalogue.languages)
    func `the form has a choice for every kind, and its fields below it`(language: String) throws {
        let words = Catalogue.preferred([language]).forPages
        let html = PageTemplate.recoverForm.render(RecoveryFormModel(words), words: words)
        var rest = html[...]
        // In the order of the list, so that whoever tabs through them meets each kind's fields behind its choice.
        func find(_ text: String) throws {
            rest = rest[try #require(rest.range(of: text), "\(text)").upperBound...]
        }
        for kind in StorageKind.all {
            let ticked = kind == .folder ? " checked" : ""
            try find("<input type=\"radio\" name=\"kind\" value=\"\(kind.name)\" id=\"kind-\(kind.name)\"\(ticked)>")
            for field in kind.fields {
                let type = field.input == .secret ? "password" : "text"
                try find("<label for=\"\(field.name)\">")
                try find("<input type=\"\(type)\" id=\"\(field.name)\" name=\"\(field.name)\"")
            }
        }
        #expect(html.components(separatedBy: "<datalist id=\"folders\">").count == 2)
        #expect(html.components(separatedBy: "inputmode=\"url\"").count == 4, "two of a storage, one of the service")
        #expect(html.contains("placeholder=\"https://s3.example.org\""))
        #expect(html.contains("<p class=\"hint\">\(words.text("page.storage.endpointHint"))</p>"))
        let style = String(decoding: PackageResources.app_css, as: UTF8.self)
        #expect(style.contains(".kind:has(> .choice > input:checked) > .kind-fields"))
    }

    @Test func `what was typed stays in the form, and a password does not`() throws {
        let words = Catalogue.preferred(["en"]).forPages
        let body = "kind=s3&bucket=b%22&secret=xyzzy&storagePassword=xyzzy&folder=%2Fa"
        let html = PageTemplate.recoverForm.render(RecoveryFormModel(try PageForm(body), words), words: words)
        #expect(html.contains("id=\"kind-s3\" checked") && !html.contains("id=\"kind-folder\" checked"))
        #expect(html.contains("name=\"bucket\" value=\"b&quot;\"") && html.contains("name=\"folder\" value=\"/a\""))
        #expect(!html.contains("xyzzy"))
    }

    @Test(arguments: ["folder", "url"], ["https://ada:xyzzy@cloud.example.org/dav", "ada:xyzzy@nas/dav"])
    func `an address with a password in it is not shown again, whichever field it was typed into`(
        field: String,
        typed: String
    ) async throws {
        try await Phone.run { phone in
            let kind = field == "folder" ? "folder" : "webdav"
            var form = ["kind": kind, field: typed, "username": "ada", "personal": "new"]
            (form["service"], form["password"]) = ("http://127.0.0.1:9", "seven quiet green lamps")
            let cookie = try await phone.visit()
            for path in ["/recover", "/backup/on"] {
                let html = try await phone.send(.post, path, form: form, cookie: cookie).html
                #expect(html.contains("storage.password-in-location") && !html.contains("xyzzy"), "\(path)")
            }
        }
    }

    @Test(arguments: [
        ("folder:/media/stick/backup", "Folder · backup"), ("webdavs://me@cloud.example/dav", "WebDAV · cloud.example"),
        ("webdav://127.0.0.1:8080/dav", "WebDAV · 127.0.0.1"), ("s3://KEY@bucket/prefix", "S3 · bucket"),
        ("WebDAVs://cloud.example/", "WebDAV · cloud.example"), ("ftp://cloud.example/", "ftp://cloud.example/"),
        ("nothing", "nothing"),
    ])
    func `a storage is named by its kind and place, and one of no known kind by its location`(
        location: String,
        name: String
    ) {
        #expect(StorageName.shown(location, Catalogue.preferred(["en"])) == name)
    }

    @Test(arguments: [
        ("kind=s3&bucket=b", "s3://b"), ("kind=webdav&url=https%3A%2F%2Fh%2F&user=me", "webdavs://me@h/"),
        ("folder=%2Fa", "folder:/a"), ("kind=folder&folder=%20", nil), ("kind=tape&folder=%2Fa", nil), ("", nil),
    ])
    func `the fields of the chosen kind make the location, and what is no choice has none`(
        body: String,
        location: String?
    ) throws {
        #expect(try StorageForm(PageForm(body), Catalogue.preferred(["en"])).location == location)
    }

    @Test(arguments: [("kind=s3", "s"), ("kind=webdav", "p"), ("kind=folder", nil), ("kind=tape", nil)])
    func `the password is that of the chosen kind`(choice: String, password: String?) throws {
        let form = try PageForm(choice + "&secret=s&storagePassword=p")
        #expect(StorageForm(form, Catalogue.preferred(["en"])).password(form)?.exposedText == password)
        let empty = try PageForm(choice)
        #expect(StorageForm(empty, Catalogue.preferred(["en"])).password(empty) == nil)
    }

    @Test(
        arguments: Catalogue.languages,
        [
            ("kind=s3", FailureCode.noStorageAccount, "bucket"), ("kind=webdav", .noStorageAccount, "url"),
            ("kind=folder", .noStorageAccount, "path"), ("kind=s3&bucket=b", .storagePasswordNeeded, "secret"),
            ("kind=webdav&user=me", .storagePasswordNeeded, "password"),
        ]
    )
    func `a field that is empty is named as the form calls it`(
        language: String,
        empty: (body: String, code: FailureCode, field: String)
    ) throws {
        let words = Catalogue.preferred([language]).forPages
        let form = RecoveryFormModel(try PageForm(empty.body), words)
        let label = words.text("page.storage.\(empty.field)")
        for failure in [Failure(empty.code), Failure(empty.code).in(.recovering)] {
            let shown = try #require(form.failing(failure, words).failure)
            #expect(shown.message.contains(label) && shown.code == empty.code.rawValue, "\(shown.message)")
        }
    }

    @Test func `of a kind that is not known no field is named, nor of another failure`() throws {
        let unknown = StorageForm(try PageForm("kind=tape"), Catalogue.preferred(["en"]))
        #expect(unknown.naming(Failure(.noStorageAccount)) == Failure(.noStorageAccount))
        let folder = StorageForm(try PageForm("kind=folder"), Catalogue.preferred(["en"]))
        #expect(folder.naming(Failure(.storageFull)) == Failure(.storageFull))
    }
}
