import Encodings
import Testing

@Suite struct PEMTests {
    private func decode(_ text: String) -> [[UInt8]]? {
        PEM.decode(Array(text.utf8), label: "CERTIFICATE")
    }

    @Test func `all blocks of a label are read, whatever stands around them`() {
        let text = """
            Subject: anybody
            -----BEGIN CERTIFICATE-----
            Zm9v
            YmFy
            -----END CERTIFICATE-----
            -----BEGIN PRIVATE KEY-----
            Zm9v
            -----END PRIVATE KEY-----
            -----BEGIN CERTIFICATE-----\r
            Zg==\r
            -----END CERTIFICATE-----
            """
        #expect(decode(text) == [Array("foobar".utf8), Array("f".utf8)])
        #expect(decode("") == [])
        #expect(decode("Zm9v") == [])
    }

    @Test(arguments: [
        "-----BEGIN CERTIFICATE-----\nZm9v\n",
        "-----BEGIN CERTIFICATE-----\nZm9\n-----END CERTIFICATE-----",
        "-----BEGIN CERTIFICATE-----\nZm!v\n-----END CERTIFICATE-----",
        "-----BEGIN CERTIFICATE-----\nZm9v\n-----END PRIVATE KEY-----",
        "-----BEGIN CERTIFICATE-----\n-----BEGIN CERTIFICATE-----\nZm9v\n-----END CERTIFICATE-----",
    ])
    func `a block that does not end, or is no Base64, is refused with all others`(text: String) {
        #expect(decode(text) == nil)
    }
}
