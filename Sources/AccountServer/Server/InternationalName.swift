import Foundation
import OutsideText

/// Names of hosts in other scripts, in the form that the network knows them by (RFC 5891): `xn--bcher-kva.example`.
package enum InternationalName {
    /// A host's name in ASCII; nil where it has no such form, or is no name.
    static func ascii(host: String) -> String? {
        guard !isASCII(host) else { return host }
        // What is not a letter, a digit, a hyphen or a dot could make another part of an address out of the name.
        let isName = host.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), 0x80...:
                true
            default: false
            }
        }
        guard isName, let ascii = URLComponents(address: "https://\(host)")?.encodedHost, isASCII(ascii) else {
            return nil
        }
        return ascii
    }

    /// A web address with its host in ASCII; one that has no such form stays as it is, to be refused by whoever reads it.
    package static func ascii(address: String) -> String {
        guard !isASCII(address), let ascii = URLComponents(address: address)?.string, isASCII(ascii) else {
            return address
        }
        return ascii
    }

    private static func isASCII(_ text: String) -> Bool { text.utf8.allSatisfy { $0 < 0x80 } }
}
