import DeviceCore
import Encodings
import Testing

@testable import DevicePages

/// That another device was removed here just now.
@Suite struct RevokedDeviceTests {
    @Test(arguments: [true, false])
    func `the page says which device was removed, and until when it can take the account back`(canReturn: Bool) {
        let words = Catalogue.preferred(["en"])
        let until = canReturn ? Instant(milliseconds: 1_798_600_000_000) : nil
        var model = DevicesModel()
        model.removed = [RemovedModel(RevokedDevice(name: "vm", until: until), words)]
        let html = PageTemplate.devices.render(model, words: words)
        #expect(html.contains("<strong>“vm” was removed</strong>"))
        #expect(html.contains("It can take the account back until") == canReturn)
        #expect(html.contains("banner done success"))
        #expect(!html.contains("banner attention\""))
    }

    @Test(arguments: Catalogue.languages)
    func `without an account that has devices the page says so, and leads to adding one`(language: String) {
        let words = Catalogue.preferred([language]).forPages
        var model = DevicesModel()
        let text = words.text("page.devices.needsAccount")
        #expect(!PageTemplate.devices.render(model, words: words).contains(text))
        model.needsAccount = true
        let html = PageTemplate.devices.render(model, words: words)
        #expect(html.contains("<p class=\"quiet\">\(text)</p>"))
        #expect(html.contains("class=\"button\" href=\"/add\""))
    }
}

/// An account that was taken back just now.
@Suite struct TakenBackTests {
    @Test(arguments: [true, false])
    func `where the other device could open the backup, a new key comes first`(needsKey: Bool) {
        let words = Catalogue.preferred(["en"])
        let model = TakeBackModel(id: "1", label: "Shop", needsKey: needsKey)
        let html = PageTemplate.takeBackDone.render(model, words: words)
        #expect(html.contains("class=\"button wide\" href=\"/backup/new-key\"") == needsKey)
        #expect(html.contains("class=\"button wide\" href=\"/\"") != needsKey)
    }
}
