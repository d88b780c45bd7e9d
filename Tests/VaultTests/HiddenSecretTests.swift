import Testing

@testable import Vault

@Suite struct HiddenSecretTests {
    @Test func `secret types show nothing in text`() throws {
        let contents = try sampleContents()
        var shown = ""
        dump(contents, to: &shown)
        shown += "\(contents)" + String(reflecting: contents)
        for word in ["storage pass", "12345678901234567890", "GEZDGNBV"] {
            #expect(!shown.contains(word))
        }
    }
}
