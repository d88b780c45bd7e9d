import Foundation
import OutsideText
import Testing

@Suite struct PortTests {
    @Test(arguments: [
        ("1", 1), ("80", 80), ("65535", 65535), ("0", nil), ("65536", nil), ("387919", nil), ("-1", nil), ("+1", nil),
        ("", nil), ("8o80", nil), ("99999999999999999999", nil), ("8\u{301}", nil), (" 80", nil),
    ])
    func `digits name a port that a server can have`(digits: String, port: Int?) {
        #expect(PortRule.port(digits) == port)
    }

    @Test(arguments: [
        (nil, true), (1, true), (65535, true), (0, false), (-1, false), (65536, false), (Int.max, false),
        (Int.min, false),
    ])
    func `a number is one, or none is given`(number: Int?, isPort: Bool) {
        #expect(PortRule.isPort(number) == isPort)
    }

    @Test(arguments: [
        ("https://a.example", true), ("https://a.example:", true), ("https://a.example:1/x", true),
        ("https://u:1@a.example:65535", true), ("http://[::1]:80", true), ("http://[::1]", true), ("folder:/a:0", true),
        ("https://a.example:0", false), ("https://a.example:65536", false), ("https://u@a.example:387919", false),
        ("http://[::1]:70000/x?y=1:2", false), ("https://a.example:99999999999999999999", false),
        ("https://a.example:-1", false), ("https://a.example:8o80", false),
    ])
    func `an address is read with such a port alone`(address: String, isRead: Bool) {
        #expect((URLComponents(address: address) != nil) == isRead)
    }
}
