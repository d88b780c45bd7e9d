import DeviceCore
import Encodings
import Entries
import Foundation
import HTTPTypes
import HummingbirdTesting
import TestSupport
import Testing
import Vault

@testable import DeviceWeb

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
