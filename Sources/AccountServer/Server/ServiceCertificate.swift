import Foundation
import NIOSSL

/// What the service's own certificate says of itself.
struct ServiceCertificate: Sendable {
    /// How long before its end a certificate is spoken of.
    static let noticePeriod: TimeInterval = 14 * 86_400
    /// Since when it is valid.
    let notBefore: Date
    /// Until when it is valid.
    let notAfter: Date
    /// The DNS names that it is for, in lower case.
    private let names: [String]
    /// The IP addresses that it is for, in the order of the network.
    private let addresses: [[UInt8]]

    /// Reads a certificate.
    init(_ certificate: NIOSSLCertificate) {
        notBefore = Date(timeIntervalSince1970: TimeInterval(certificate.notValidBefore))
        notAfter = Date(timeIntervalSince1970: TimeInterval(certificate.notValidAfter))
        let found = certificate._subjectAlternativeNames()
        names = found.filter { $0.nameType == .dnsName }
            .map { String(decoding: $0.contents, as: UTF8.self).lowercased() }
        addresses = found.filter { $0.nameType == .ipAddress }.map { Array($0.contents) }
    }

    /// Throws unless it is valid now, and for a host; tells whether it ends soon.
    func check(at now: Date, for host: String?) throws(ConfigurationError) -> Bool {
        guard now >= notBefore else { throw .certificateNotYetValid(notBefore) }
        guard now < notAfter else { throw .certificateExpired(notAfter) }
        if let host, !isFor(host) { throw .certificateOfOtherHost(host) }
        return notAfter.timeIntervalSince(now) < Self.noticePeriod
    }

    // RFC 6125 section 6.4: a star stands for one label, the leftmost.
    private func isFor(_ host: String) -> Bool {
        if let address = Self.bytes(ofAddress: host) { return addresses.contains(address) }
        let host = Array(host.lowercased().utf8)
        let rest = host.drop { $0 != UInt8(ascii: ".") }
        return names.contains { name in
            let name = Array(name.utf8)
            return name == host || (!rest.isEmpty && name.starts(with: Array("*.".utf8)) && name.dropFirst() == rest)
        }
    }

    private static func bytes(ofAddress text: String) -> [UInt8]? {
        var four = [UInt8](repeating: 0, count: 4)
        if unsafe inet_pton(AF_INET, text, &four) == 1 { return four }
        var six = [UInt8](repeating: 0, count: 16)
        if unsafe inet_pton(AF_INET6, text, &six) == 1 { return six }
        return nil
    }
}
