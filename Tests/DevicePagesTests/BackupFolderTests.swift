import DeviceCore
import Encodings
import Entries
import Foundation
import TestSupport
import Testing
import Vault

@testable import DevicePages

/// A folder that is missing when backup is turned on.
@Suite struct BackupFolderTests {
    private static let password = "seven quiet green lamps"

    @Test func `one button makes a missing folder and goes on, with nothing typed again`() async throws {
        try await Phone.run { phone in
            let id = try phone.device.vaultOrNew().update { contents in
                let account = PersonalAccount(service: "https://accounts.example.org", username: "ada")
                return contents.portable.add(
                    .personal(account),
                    issuer: "accounts.example.org",
                    account: "ada",
                    at: .now(),
                    on: contents.deviceBound.device
                )
            }
            let folder = phone.folder.appending(path: "backup").path
            let form = ["kind": "folder", "folder": folder, "account": id.rawValue, "password": Self.password]
            let html = try await phone.send(.post, "/backup/on", form: form, cookie: phone.visit()).html
            #expect(html.contains("storage.no-folder"))
            #expect(html.contains("action=\"/confirm/go-on\""))
            #expect(html.contains("Create the folder</button>"))
            #expect(!html.contains("createFolder"), "no box beside the button")
            #expect(!html.contains(Self.password))
            #expect(!FileManager.default.fileExists(atPath: folder), "nothing is made before the button is pressed")
        }
    }

    @Test func `a backup that was moved says so, and that the old place still has its files`() {
        for words in Catalogue.languages.map({ Catalogue.preferred([$0]).forPages }) {
            let old = "folder:/media/stick/old"
            let model = BackupDoneModel(movedFrom: old, to: "webdavs://me@cloud.example/dav", words)
            let html = PageTemplate.backupDone.render(model, words: words)
            #expect(html.contains("cloud.example") && html.contains(old), "\(words.language)")
            #expect(model.including == nil, "what was moved counts nothing")
        }
    }

    @Test(arguments: Catalogue.languages)
    func `after a failed move the form still moves, and asks for no other account`(language: String) throws {
        let words = Catalogue.preferred([language]).forPages
        var model = BackupOnModel(try PageForm("moves=yes&account=a1&kind=folder&folder=%2Fnowhere"), words)
        model.accounts = [BackupOnModel.Account(id: "a1", label: "ada")]
        let html = PageTemplate.backupForm.render(model, words: words)
        #expect(html.contains("name=\"moves\" value=\"yes\"") && html.contains("name=\"account\" value=\"a1\""))
        #expect(html.contains("\(words.text("page.backup.move"))</button>") && !html.contains("<select"))
        #expect(!html.contains(words.text("page.backup.turnOn")))
    }

    @Test func `the page of a move is named so, whatever comes of it`() async throws {
        try await Phone.run { phone in
            try await phone.add("otpauth://totp/Shop:ada?secret=JBSWY3DPEHPK3PXP&issuer=Shop")
            let form = ["kind": "folder", "folder": "/nowhere", "password": Self.password, "moves": "yes"]
            let html = try await phone.send(.post, "/backup/on", form: form, cookie: phone.visit()).html
            #expect(html.contains("<h1>Move the backup</h1>") && html.contains("<li>Moving the backup</li>"))
            #expect(html.contains("Move the backup</button>"))
        }
    }

    @Test func `the end names the account that is counted, and what else the backup needs`() {
        let words = Catalogue.preferred(["en"])
        let including = words.text("page.backup.including", ["account": "example:ada"])
        var model = BackupDoneModel(text: "4 accounts", including: including)
        model.needsContact = true
        let html = PageTemplate.backupDone.render(model, words: words)
        #expect(html.contains("Including the recovery account example:ada."))
        #expect(html.contains("class=\"button wide\" href=\"/recovery-code\""))
        #expect(html.contains("class=\"button plain wide\" href=\"/contacts\""))
        model.needsCode = false
        let rest = PageTemplate.backupDone.render(model, words: words)
        #expect(!rest.contains("/recovery-code"))
        #expect(rest.contains("class=\"button wide\" href=\"/contacts\""))
    }
}
