import AccountAPI
import Testing

@testable import AccountServer

/// What is an address, and what is shown of it.
@Suite struct ContactAddressTests {
    @Test(
        arguments: [
            (ContactKind.email, "ada@example.org", "ada@example.org", "a•••@e•••.org"),
            (.email, "  Ada.Lovelace+1@Mail.Example.ORG ", "Ada.Lovelace+1@mail.example.org", "A•••@m•••.org"),
            (.email, "o'neill@xn--bcher-kva.example", "o'neill@xn--bcher-kva.example", "o•••@x•••.example"),
            (.email, "me@Bücher.example", "me@xn--bcher-kva.example", "m•••@x•••.example"),
            (.email, "a@b.co", "a@b.co", "a•••@b•••.co"),
            (.phone, "+33 6 12 34 56 78", "+33612345678", "••• ••78"),
            (.phone, "0044 (20) 7946-0000", "+442079460000", "••• ••00"),
            (.phone, "+1.555.010.0199", "+15550100199", "••• ••99"),
        ]
    )
    func `an address is kept in one form and shown masked`(
        kind: ContactKind,
        typed: String,
        kept: String,
        masked: String
    ) throws {
        let address = try ContactAddress(kind, typed)
        #expect(address.text == kept)
        #expect(address.masked == masked)
        #expect(try ContactAddress(kind, kept) == address)
    }

    @Test(
        arguments: [
            "", "ada", "@example.org", "ada@", "ada@example", "ada@example.", "ada@.org", "ada@a..org", "ada@-a.org",
            "ada@example.org, eve@example.net", "ada@example.org\r\nBcc: eve@example.net", "a\u{0}a@example.org",
            "Ada <ada@example.org>", "\"ada\"@example.org", "a b@example.org", ".a@example.org", "a..b@example.org",
            "ada@[127.0.0.1]", "ada@127.0.0.1", "ada@exa/mple.org", "ada@example.org?x=1", "ada@ex%41mple.org",
            "ada@example.org:25", "ada@@example.org", "é@example.org", "a@exam ple.org", "a@bü cher.example",
            "a@bücher.example/b.org", "a@bücher.example:25", "a@bücher\u{3002}example@b.org",
            String(repeating: "a", count: 65) + "@example.org",
            "a@" + String(repeating: "b", count: 64) + ".org",
            "a@" + String(repeating: "bc.", count: 90) + "org",
        ]
    )
    func `what is no e-mail address is refused`(typed: String) {
        #expect(throws: Problem.self) { try ContactAddress(.email, typed) }
    }

    @Test(
        arguments: [
            "", "+", "0612345678", "+0612345678", "+1234567", "+1234567890123456", "+33 6 12 34 56 7a",
            "+33612345678;ext=1", "+٣٣٦١٢٣٤٥٦٧٨", "33612345678", "++33612345678", String(repeating: "+1 ", count: 40),
        ]
    )
    func `what is no international phone number is refused`(typed: String) {
        #expect(throws: Problem.self) { try ContactAddress(.phone, typed) }
    }
}
