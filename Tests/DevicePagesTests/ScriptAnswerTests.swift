import Encodings
import Foundation
import HTTPExchange
import Testing

@testable import DevicePages

/// What the script of the page gets, as it reads it.
@Suite struct ScriptAnswerTests {
    private static func text(_ answer: some ScriptAnswer) -> String { String(decoding: answer.json, as: UTF8.self) }

    @Test func `the codes have the members that the script reads, and none for what a counter's code lacks`() {
        let timed = PageCode(id: "07", text: "123 456", next: "654 321", until: 30_000, period: 30, isCounter: false)
        let counted = PageCode(id: "08", text: "", next: nil, until: nil, period: nil, isCounter: true)
        #expect(
            Self.text(CodesAnswer(time: 1_796_601_600_000, codes: [timed, counted])) == """
                {"time":1796601600000,"codes":[{"id":"07","text":"123 456","next":"654 321","until":30000,"period":30,\
                "isCounter":false},{"id":"08","text":"","isCounter":true}]}
                """
        )
        #expect(Self.text(CodesAnswer(time: 0, codes: [])) == #"{"time":0,"codes":[]}"#)
    }

    @Test(arguments: [
        (ScanAnswer(), "{}"), (ScanAnswer(next: "/"), #"{"next":"/"}"#),
        (ScanAnswer(next: "/add/name", message: "A \"name\""), #"{"next":"/add/name","message":"A \"name\""}"#),
    ])
    func `what became of a picture leaves out what there is not`(answer: ScanAnswer, json: String) {
        #expect(Self.text(answer) == json)
    }

    @Test(arguments: ["\"],\"x\":[\"", "\\", "\n\nevent: locked\ndata: {}", "\u{0}\u{1F}", "\u{2028}é🗝", "</script>"])
    func `whatever is in a text stays one text of one line`(hostile: String) throws {
        let answer = AskedAnswer(text: hostile, ids: [hostile, "07"], notices: hostile)
        #expect(!answer.json.contains(UInt8(ascii: "\n")))
        let read = try JSONDecoder().decode(Asked.self, from: Data(answer.json))
        #expect(read == Asked(text: hostile, ids: [hostile, "07"], notices: hostile))
    }

    @Test func `it is answered as JSON`() {
        let response = PageResponse(ScanAnswer())
        #expect(response.status == .ok && response.headers.first(name: "Content-Type") == "application/json")
    }

    /// As a script reads it.
    private struct Asked: Decodable, Equatable {
        let text: String
        let ids: [String]
        let notices: String
    }
}
