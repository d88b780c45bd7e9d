import HTTPTypes
import Hummingbird
import NIOCore
import OutsideText

/// Where a request comes from: attempts are counted by it, and the device that is asked to approve a sign-in shows it.
struct ClientAddress: Sendable {
    /// The IP address as text, empty for anything else; not to be logged.
    let text: String

    /// Takes an address as it was read from the connection or from the proxy's header, there with brackets or a port too.
    ///
    /// What is none is nobody's: all who send such things are counted together.
    init(_ text: String?) {
        self.text = text.flatMap(Self.address) ?? ""
    }

    /// Finds the address of a request: behind a proxy, the one that the proxy has added, which is the last.
    init(of request: Request, _ context: AccountRequestContext, isBehindProxy: Bool) {
        let forwarded = request.headers[.forwardedFor]?.pieces(at: ",", keepingEmpty: true).last
        self.init(isBehindProxy ? forwarded.map { String($0.trimmed()) } : context.remoteAddress)
    }

    /// Where the request comes from, for the person who is asked to approve a sign-in; empty where nobody knows.
    var place: String { LoopbackHost.isLoopback(text) ? "this machine" : text }

    /// Those whose attempts are counted together: one IPv4 address, or one IPv6 network of 64 bits.
    var group: String {
        guard text.holds(":") else { return text }
        let halves = text.pieces(at: "::", most: 2, keepingEmpty: true)
        let left = halves[0].pieces(at: ":").map(String.init)
        let right = halves.count > 1 ? halves[1].pieces(at: ":").map(String.init) : []
        let zeros = Array(repeating: "0", count: max(0, 8 - left.count - right.count))
        return (left + zeros + right).prefix(4).joined(separator: ":")
    }

    /// The one form of an IP address, without zone; an IPv4 address also where it stands in an IPv6 one.
    private static func address(_ text: String) -> String? {
        guard text.utf8.count <= 64 else { return nil }
        var host = Substring(text)
        if let inner = text.without(prefix: "[") {
            guard let (address, port) = inner.cut(at: "]"), isPort(port) else { return nil }
            host = address
        } else if text.pieces(at: ":", keepingEmpty: true).count == 2 {
            guard let (address, port) = text.cut(at: ":"), isPort(":\(port)") else { return nil }
            host = address
        }
        guard let parsed = try? SocketAddress(ipAddress: String(host.before("%")), port: 0).ipAddress else {
            return nil
        }
        // RFC 4291 section 2.5.5.2.
        return parsed.without(prefix: "::ffff:").flatMap { $0.holds(".") ? String($0) : nil } ?? parsed
    }

    private static func isPort(_ text: some StringProtocol) -> Bool {
        text.isEmpty || text.without(prefix: ":")?.number(UInt16.self) != nil
    }
}
