import DeviceCore
import Encodings
import HTTPExchange
import Primitives
import Testing

@testable import DevicePages

/// The recovery code on paper confirms a new device on the page.
@Suite struct PaperTests {
    @Test(arguments: Catalogue.languages)
    func `whoever chose the paper types its code, and nothing else is asked for`(language: String) {
        let words = Catalogue.preferred([language]).forPages
        let act = PendingAct(account: nil, back: "/devices", request: PageRequest(.POST, "/"), sealed: "act")
        var form = EvidenceModel(act)
        form.hasWays = true
        form.ways = [EvidenceModel.Way(value: EvidenceModel.Way.paper, label: "Paper", isFirst: true)]
        let asked = PageTemplate.evidenceForm.render(form, words: words)
        #expect(asked.contains("action=\"/confirm/way\"") && !asked.contains("/confirm/paper"))
        form.askForPaper(words)
        let html = PageTemplate.evidenceForm.render(form, words: words)
        #expect(html.contains("action=\"/confirm/paper\"") && html.contains("name=\"code\""))
        #expect(html.contains(words.text("page.evidence.paper")))
        #expect(!html.contains("/confirm/way") && !html.contains("/confirm/secret"))
    }
}
