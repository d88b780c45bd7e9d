import Foundation
import NIOCore
import OutsideText

/// A host and a port.
package struct ListenAddress: Sendable, Equatable {
    /// A name or an IP address, without brackets.
    package let host: String
    /// The port; 0 for any that is free.
    package let port: Int

    /// Where the service listens unless it is told otherwise.
    package static let standard = ListenAddress(host: "127.0.0.1", port: 8700)

    /// Takes the parts.
    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Reads `host:port` or `[IPv6]:port`; nil for anything else.
    package init?(_ text: String) {
        guard let (before, digits) = text.cut(atLast: ":"),
            let port = digits.isSame(as: "0") ? 0 : PortRule.port(digits)
        else { return nil }
        var host = before
        if let name = host.without(prefix: "[")?.without(suffix: "]") {
            host = name
        } else if host.holds(":") {
            return nil
        }
        guard !host.isEmpty else { return nil }
        self.init(host: String(host), port: port)
    }

    /// The host as an address on the web has it.
    package var hostInURL: String { host.holds(":") ? "[\(host)]" : host }

    /// Whether only this machine can connect.
    package var isLoopback: Bool { LoopbackHost.isLoopback(host) }
}

/// Says why the service cannot listen.
package enum ListenError: Error, Equatable, Sendable {
    /// Another program listens there already.
    case portInUse
    /// This user may not listen there.
    case notAllowed
    /// The address is not one of this machine.
    case cannotListen

    /// Tells the system's reasons apart.
    init(_ error: IOError) {
        self =
            switch error.errnoCode {
            case EADDRINUSE: .portInUse
            case EACCES, EPERM: .notAllowed
            default: .cannotListen
            }
    }
}
