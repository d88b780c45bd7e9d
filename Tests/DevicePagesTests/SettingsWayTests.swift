import DeviceCore
import Testing

@testable import DevicePages

/// The row of the settings that leads to a backup's accounts promises nothing that its page refuses.
@Suite struct SettingsWayTests {
    @Test func `an empty device is led to the recovery, and one with accounts to merging`() async throws {
        try await Phone.run { phone in
            let cookie = try await phone.visit()
            _ = try phone.device.vaultOrNew()
            let empty = try await phone.send(.get, "/settings", cookie: cookie).html
            #expect(empty.contains("Begin recovery") && empty.contains("href=\"/recover\""))
            try await phone.add("otpauth://totp/Shop:ada?secret=JBSWY3DPEHPK3PXP&issuer=Shop")
            let used = try await phone.send(.get, "/settings", cookie: cookie).html
            #expect(used.contains("Merge with a backup") && used.contains("href=\"/backup/merge\""))
            #expect(!used.contains("href=\"/recover\""))
        }
    }

    @Test func `a first page without accounts leads to the settings`() async throws {
        try await Phone.run { phone in
            let html = try await phone.send(.get, "/", cookie: phone.visit()).html
            #expect(html.contains("class=\"icon-button\" href=\"/settings\""))
        }
    }

    @Test func `the page of recovery says calmly that accounts are here, and leads to merging`() async throws {
        try await Phone.run { phone in
            let cookie = try await phone.visit()
            try await phone.add("otpauth://totp/Shop:ada?secret=JBSWY3DPEHPK3PXP&issuer=Shop")
            let html = try await phone.send(.get, "/recover", cookie: cookie).html
            #expect(html.contains("This device already has 1 account.") && html.contains("href=\"/backup/merge\""))
            #expect(!html.contains("banner danger") && !html.contains("name=\"username\""))
        }
    }

    @Test func `whoever merges has an account and a backup already`() async throws {
        try await Phone.run { phone in
            let cookie = try await phone.visit()
            try await phone.add("otpauth://totp/Shop:ada?secret=JBSWY3DPEHPK3PXP&issuer=Shop")
            let html = try await phone.send(.get, "/backup/merge", cookie: cookie).html
            #expect(html.contains("<h1>Merge with a backup</h1>"))
            #expect(html.contains("type=\"hidden\" name=\"personal\" value=\"existing\""))
            #expect(!html.contains("Create a new account"))
            #expect(html.contains("name=\"existing\" value=\"keep-both\""))
            let first = try await phone.send(.get, "/backup", cookie: cookie).html
            #expect(first.contains("name=\"personal\" value=\"new\" checked") && !first.contains("keep-both"))
        }
    }

    @Test func `where there is no backup to merge with, a new one is started with a button of its own`() {
        let words = Catalogue.preferred(["en"]).forPages
        var model = BackupOnModel(merging: [], words)
        model.goOn = BackupOnModel.GoOn(act: "a1", label: words.text("page.backup.startNew"))
        let html = PageTemplate.backupForm.render(model, words: words)
        #expect(html.contains("name=\"act\" value=\"a1\"") && html.contains(">Start a new backup</button>"))
        #expect(html.contains("<button class=\"button plain wide\">"))
    }

    @Test(arguments: [true, false])
    func `whoever mistypes in merging still merges with the form that follows`(merges: Bool) async throws {
        try await Phone.run { phone in
            try await phone.add("otpauth://totp/Shop:ada?secret=JBSWY3DPEHPK3PXP&issuer=Shop")
            var form = ["kind": "folder", "folder": "/nowhere", "password": "seven quiet green lamps"]
            if merges { form["merges"] = "yes" }
            let html = try await phone.send(.post, "/backup/on", form: form, cookie: phone.visit()).html
            #expect(html.contains("action=\"/backup/on\""))
            #expect(html.contains("name=\"existing\" value=\"keep-both\"") == merges)
            #expect(html.contains("Merge with a backup</button>") == merges)
        }
    }
}
