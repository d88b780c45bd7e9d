import Foundation
import HTTPTypes
import Hummingbird

/// Where a request comes from: attempts are counted by it, and the device that is asked to approve a sign-in shows it.
struct ClientAddress: Sendable {
    /// The address as text; not to be logged.
    let text: String

    /// Takes an address as it was read from the connection or from the proxy's header.
    init(_ text: String?) {
        self.text = String((text ?? "").prefix(64))
    }

    /// Finds the address of a request: behind a proxy, the one that the proxy has added.
    init(of request: Request, _ context: AccountRequestContext, isBehindProxy: Bool) {
        let forwarded = request.headers[.forwardedFor]?.split(separator: ",").last
        self.init(isBehindProxy ? forwarded?.trimmingCharacters(in: .whitespaces) : context.remoteAddress)
    }

    /// Where the request comes from, for the person who is asked to approve a sign-in.
    var place: String {
        let isHere = text == "::1" || text == "::ffff:127.0.0.1" || text.hasPrefix("127.")
        return isHere ? "this machine" : text
    }

    /// Those whose attempts are counted together: one IPv4 address, or one IPv6 network of 64 bits.
    var group: String {
        let address = text.drop { $0 == "[" }.prefix { $0 != "]" && $0 != "%" }
        guard address.contains(":") else { return String(address) }
        // An IPv4 address in IPv6 form, RFC 4291 section 2.5.5.2, or with a port.
        if address.contains(".") {
            let isMapped = address.hasPrefix("::")
            return String(
                isMapped ? address.drop { !$0.isNumber }.split(separator: ":").last ?? "" : address.prefix { $0 != ":" }
            )
        }
        let halves = address.split(separator: "::", maxSplits: 1, omittingEmptySubsequences: false)
        let left = halves[0].split(separator: ":").map(String.init)
        let right = halves.count > 1 ? halves[1].split(separator: ":").map(String.init) : []
        let zeros = Array(repeating: "0", count: max(0, 8 - left.count - right.count))
        return (left + zeros + right).prefix(4).map { String($0.drop { $0 == "0" }.lowercased()) }.joined(
            separator: ":"
        )
    }
}
