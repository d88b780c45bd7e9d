import DeviceCore
import Foundation
import Storages
import Testing

@testable import DeviceWeb

/// What no compiler asks for where a kind of storage is new.
@Suite struct StorageKindTests {
    @Test(arguments: StorageKind.allCases)
    func `every kind has a choice, its own fields and a rule that shows them`(kind: StorageKind) throws {
        let template = String(decoding: try #require(PageTemplate.files["storage-fields"]), as: UTF8.self)
        let name = kind.rawValue
        #expect(template.contains("value=\"\(name)\" id=\"kind-\(name)\"{{#ticked.\(name)}} checked"))
        #expect(template.contains("<div class=\"for-\(name)\">"))
        let style = String(decoding: PackageResources.app_css, as: UTF8.self)
        #expect(style.contains("#kind-\(name):checked) .for-\(name)"))
    }

    @Test(arguments: Catalogue.languages, StorageKind.allCases)
    func `every kind has a name in every language`(language: String, kind: StorageKind) {
        #expect(Catalogue.preferred([language]).keys.contains("page.storage.kind.\(kind.rawValue)"))
    }

    @Test(arguments: Catalogue.languages, StorageKind.allCases)
    func `every kind has a line in the help of each command that takes a storage`(language: String, kind: StorageKind) {
        let lines = Catalogue.preferred([language]).text("help.storages").split(separator: "\n")
        #expect(lines.contains { $0.hasPrefix("  \(kind.rawValue)") })
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

    @Test func `one choice is ticked, and what is no choice has no location`() throws {
        #expect(StorageForm().ticked == ["folder": true, "webdav": false, "s3": false])
        #expect(try StorageForm(PageForm("kind=s3&bucket=b")).location == "s3://b")
        #expect(try StorageForm(PageForm("kind=tape&folder=%2Fa")).location == nil)
        #expect(try StorageForm(PageForm("folder=%2Fa")).location == "folder:/a")
    }
}
