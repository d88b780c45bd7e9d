import OutsideText
import Testing

/// The word that someone meant.
@Suite struct NearestWordTests {
    private static let names = ["serve", "init", "organization", "member", "client", "keys", "mail", "doctor"]

    @Test(arguments: [
        ("int", "init"), ("srve", "serve"), ("org", "organization"), ("docter", "doctor"), ("m", nil),
        ("frobnicate", nil),
        ("", nil), ("é", nil),
    ])
    func `a word that is near one name, or begins one alone, stands for it`(typed: String, meant: String?) {
        #expect(NearestWord.of(typed, among: Self.names) == meant)
    }

    @Test func `among no names none is meant`() {
        #expect(NearestWord.of("init", among: []) == nil)
    }
}
