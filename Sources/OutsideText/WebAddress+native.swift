#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

extension URLComponents {
    /// The parts of an address whose port, if it names one, is one that a server can have; nil for anything else.
    package init?(address text: String) {
        // A host in another script becomes ASCII here: the part of Foundation that does so has 40 megabytes.
        guard let text = WebAddress.inASCII(text), let parts = URLComponents(string: text), PortRule.isPort(parts.port),
            // More digits than an Int has are no port either.
            parts.port != nil || parts.rangeOfPort?.isEmpty ?? true
        else { return nil }
        self = parts
    }
}

private enum WebAddress {
    /// The address with its host's name in ASCII; nil where the host has no such form.
    static func inASCII(_ address: String) -> String? {
        guard let (scheme, rest) = address.cut(at: "://") else { return address }
        let end = rest.utf8.firstIndex { "/?#".utf8.contains($0) } ?? rest.endIndex
        let user = rest[..<end].utf8.lastIndex(of: UInt8(ascii: "@"))
        let start = user.map { rest.utf8.index(after: $0) } ?? rest.startIndex
        let place = rest[start..<end]
        if place.utf8.allSatisfy({ $0 < 0x80 }) { return address }
        let port = place.utf8.lastIndex(of: UInt8(ascii: ":")) ?? end
        guard let host = InternationalHost.ascii(place[..<port]) else { return nil }
        return "\(scheme)://\(rest[..<start])\(host)\(place[port...])\(rest[end...])"
    }
}
