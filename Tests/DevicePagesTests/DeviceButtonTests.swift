import AccountAPI
import Encodings
import Entries
import Primitives
import Testing

@testable import DeviceCore
@testable import DevicePages

/// A button that removes a device says which one.
@Suite struct DeviceButtonTests {
    private static let entry = Entry(
        issuer: "accounts.example.org",
        account: "ada",
        content: .personal(PersonalAccount(service: "https://accounts.example.org", username: "ada")),
        modified: Stamp(time: 0, counter: 0, device: .random())
    )

    /// Something that happened on another device of the account.
    private static func notice(on device: ServiceDeviceID, _ kind: NoticeKind = .deviceAdded) -> NoticeListing {
        let notice = AccountNotice(
            id: .random(),
            kind: kind,
            created: 0,
            device: device,
            deviceName: "Old <phone>",
            detail: nil,
            isNew: true
        )
        return NoticeListing(notice, for: entry)
    }

    @Test(arguments: [("en", "Remove “Old &lt;phone&gt;”"), ("fr", "Retirer «\u{A0}Old &lt;phone&gt;\u{A0}»")])
    func `the question whether it was you offers to remove the device by its name, and says what follows`(
        language: String,
        label: String
    ) throws {
        let words = Catalogue.preferred([language]).forPages
        let device = ServiceDeviceID.random()
        var model = DevicesModel()
        model.notices = [.init(Self.notice(on: device), others: [device.rawValue], words)]
        let html = PageTemplate.devices.render(model, words: words)
        #expect(html.contains(">\(label)</button>"))
        #expect(html.contains(words.text("page.devices.notYours")))
        model.notices = [.init(Self.notice(on: device), others: [], words)]
        #expect(!PageTemplate.devices.render(model, words: words).contains("/devices/revoke"), "it is gone already")
    }

    @Test(arguments: Catalogue.languages)
    func `the answer to a removal is a look at the other devices and a new password`(language: String) {
        let words = Catalogue.preferred([language]).forPages
        let device = ServiceDeviceID.random()
        var model = DevicesModel()
        let notice = Self.notice(on: device, .deviceRevoked)
        // The service lists a removed device for as long as it can take the account back.
        model.notices = [.init(notice, others: [device.rawValue], words)]
        let html = PageTemplate.devices.render(model, words: words)
        #expect(!html.contains("/devices/revoke"))
        #expect(html.contains(words.text("page.devices.notMe")))
        #expect(html.contains("href=\"/accounts/\(notice.entry)/password\""))
    }

    @Test func `the answer to a use of the recovery code is another code`() {
        let words = Catalogue.preferred(["en"]).forPages
        var model = DevicesModel()
        model.notices = [.init(Self.notice(on: .random(), .recoveryCodeUsed), others: [], words)]
        #expect(PageTemplate.devices.render(model, words: words).contains("href=\"/recovery-code\""))
    }

    @Test(arguments: Catalogue.languages)
    func `nobody is asked whether they were the device in their hands`(language: String) {
        let words = Catalogue.preferred([language]).forPages
        let device = ServiceDeviceID.random()
        var model = DevicesModel()
        model.notices = [.init(Self.notice(on: device), others: [], own: [device.rawValue], words)]
        let html = PageTemplate.devices.render(model, words: words)
        #expect(!html.contains(words.text("page.devices.wasThisYou")))
    }

    @Test(arguments: Catalogue.languages)
    func `in the list only the device in hand is called this device`(language: String) throws {
        let words = Catalogue.preferred([language]).forPages
        func device(_ name: String, isThis: Bool) -> DevicesModel.Row {
            let listed = ListDevices.Device(
                id: .random(),
                name: name,
                added: 0,
                lastUsed: 0,
                current: isThis,
                settles: nil,
                suspendedUntil: nil
            )
            return DevicesModel.Row(listed, of: "1", isOlder: false, "", words)
        }
        #expect(device("Tablet", isThis: true).removeNow == words.text("page.devices.removeNow"))
        #expect(device("Tablet", isThis: false).removeNow.contains(words.quoted("Tablet")))
    }
}
