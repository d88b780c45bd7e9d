#if canImport(FoundationEssentials)
    import CLibidn2
#else
    import Foundation
#endif

/// Names of hosts in other scripts, in the form that the network knows them by (RFC 5891): `xn--bcher-kva.example`.
package enum InternationalHost {
    /// The longest name of a host in ASCII, with the dot of the root.
    private static let longest = 254
    /// The longest name that is read: UTF-8 takes up to four bytes a character, and a letter may have marks.
    private static let longestRead = 2048

    /// A host's name in ASCII; nil where it has no such form.
    ///
    /// By UTS 46 capital and wide letters become small and usual ones, and invisible characters are left out.
    package static func ascii(_ host: some StringProtocol) -> String? {
        if host.utf8.allSatisfy({ $0 < 0x80 }) { return String(host) }
        guard host.utf8.count <= longestRead, !host.utf8.contains(0), let name = converted(String(host)),
            name.utf8.count <= longest
        else { return nil }
        let labels = name.pieces(at: ".", keepingEmpty: true)
        // A name may end with a dot, for the root.
        let isName = labels.enumerated().allSatisfy { index, label in
            label.utf8.allSatisfy(isLabelByte) && (!label.isEmpty || index > 0 && index == labels.count - 1)
        }
        return isName ? name : nil
    }

    #if canImport(FoundationEssentials)
        private static func converted(_ host: String) -> String? {
            var ascii = [CChar](repeating: 0, count: longest + 1)
            guard unsafe sparekey_ascii_host(host, &ascii, ascii.count) else { return nil }
            return String(decoding: ascii.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        }
    #else
        private static func converted(_ host: String) -> String? {
            var parts = URLComponents()
            parts.host = host
            return parts.encodedHost
        }
    #endif

    private static func isLabelByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
            UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
