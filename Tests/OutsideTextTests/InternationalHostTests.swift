import Foundation
import OutsideText
import Testing

/// Hosts as libidn2 writes them, beside those of Foundation, which `sparekey` does without.
@Suite struct InternationalHostTests {
    @Test(arguments: [
        ("bücher.example", "xn--bcher-kva.example"), ("BÜCHER.example", "xn--bcher-kva.example"),
        ("bu\u{308}cher.example", "xn--bcher-kva.example"), ("faß.example", "xn--fa-hia.example"),
        ("例え。テスト", "xn--r8jz45g.xn--zckzah"), ("пример.испытание", "xn--e1afmkfd.xn--80akhbyknj4f"),
        ("ｅｘａｍｐｌｅ.com", "example.com"), ("example.org", "example.org"), ("مثال.إختبار", "xn--mgbh0fb.xn--kgbechtv"),
        ("bü\u{AD}cher.example.", "xn--bcher-kva.example."), ("ελληνικά.gr", "xn--hxargifdar.gr"),
    ])
    func `a host in another script is known to the network in ASCII`(host: String, ascii: String) {
        #expect(InternationalHost.ascii(host) == ascii)
        #expect(URLComponents(string: "https://\(host)/")?.encodedHost == ascii)
        #expect(URLComponents(address: "https://\(host):8443/é?é")?.encodedHost == ascii)
        let withUser = URLComponents(address: "https://me@\(host)/")
        #expect(withUser?.encodedHost == ascii && withUser?.user == "me")
    }

    @Test(arguments: [
        "é..example", "\u{301}a.example", "é a.example", "é/a", "é:80", "é@a", "é\u{0}a", "xn--é", ".é", "é\u{202E}",
        // Since IDNA 2008 a name has letters, digits and marks only.
        "☕.example", String(repeating: "é", count: 70), String(repeating: "é.", count: 200),
        String(repeating: "é", count: 2000),
    ])
    func `what is no host has no such form`(host: String) {
        #expect(InternationalHost.ascii(host) == nil)
    }
}
