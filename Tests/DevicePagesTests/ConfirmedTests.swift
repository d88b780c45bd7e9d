import DeviceCore
import Testing

@testable import DevicePages

/// What is said of a device that was confirmed just now.
@Suite struct ConfirmedTests {
    @Test(arguments: Catalogue.languages)
    func `after a recovery the lost device is spoken of once more, with the way to remove it`(language: String) {
        let words = Catalogue.preferred([language]).forPages
        var model = ConfirmedModel(.answered, words)
        #expect(!PageTemplate.evidenceDone.render(model, words: words).contains(words.text("page.report.lost")))
        model.advice = [AdviceModel(ofLostDevice: words)]
        let html = PageTemplate.evidenceDone.render(model, words: words)
        #expect(html.contains("href=\"/devices\"") && html.contains(words.text("page.report.lost")))
    }
}
