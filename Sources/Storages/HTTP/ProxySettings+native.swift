package import HTTPExchange
import LocalFiles
import OutsideText

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What the environment says of proxies: `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, also in lower case.
///
/// This machine itself is never asked for through a proxy.
package struct ProxySettings: Sendable {
    private let environment: [String: String]

    /// The settings of an environment.
    package init(environment: [String: String] = ProcessEnvironment.variables) {
        self.environment = environment
    }

    /// The proxy for an address; nil for none.
    package func proxy(for url: String) throws(NetworkFailure) -> ProxyAddress? {
        guard let parts = URLComponents(address: url), let host = parts.host?.lowercased(), !host.isEmpty else {
            return nil
        }
        guard !LoopbackHost.isLoopback(host), !isExempt(host, port: parts.port) else { return nil }
        let names = [parts.scheme == "http" ? "HTTP_PROXY" : "HTTPS_PROXY", "ALL_PROXY"]
        for name in names {
            // curl and others look at the lower case first.
            for variable in [name.lowercased(), name] {
                guard let text = environment[variable], !text.isEmpty else { continue }
                guard let proxy = Self.address(text) else { throw .invalidProxy(variable: variable) }
                return proxy
            }
        }
        return nil
    }

    /// Reads `http://user:password@host:port`, `socks5://host:port` or `host:port`.
    private static func address(_ text: String) -> ProxyAddress? {
        let bytes = Array(text.utf8)
        let hasScheme = zip(bytes, bytes.dropFirst()).contains { $0 == UInt8(ascii: "/") && $1 == UInt8(ascii: "/") }
        guard let parts = URLComponents(address: hasScheme ? text : "http://" + text),
            let scheme = parts.scheme?.lowercased(), ["http", "socks5", "socks5h"].contains(scheme),
            let host = parts.host, !host.isEmpty, ["", "/"].contains(parts.path), parts.query == nil
        else { return nil }
        let isSOCKS = scheme != "http"
        // A SOCKS proxy that wants a password is one that this cannot use.
        guard !isSOCKS || parts.user == nil else { return nil }
        return ProxyAddress(
            isSOCKS: isSOCKS,
            host: host,
            port: parts.port ?? (isSOCKS ? 1080 : 80),
            user: parts.user,
            password: parts.password
        )
    }

    /// Whether `NO_PROXY` names a host: in full, by a domain that it is in, or by `*`.
    private func isExempt(_ host: String, port: Int?) -> Bool {
        let list = environment["no_proxy"] ?? environment["NO_PROXY"] ?? ""
        let entries = list.lowercased().utf8.split { [UInt8(ascii: ","), UInt8(ascii: " ")].contains($0) }
        return entries.contains { entry in
            var name = Array(entry)
            if name == Array("*".utf8) { return true }
            if let port, name.ends(with: ":\(port)") { name.removeLast(":\(port)".utf8.count) }
            while let first = name.first, first == UInt8(ascii: ".") || first == UInt8(ascii: "*") {
                name.removeFirst()
            }
            guard !name.isEmpty else { return false }
            let bytes = Array(host.utf8)
            return bytes == name || bytes.suffix(name.count + 1).elementsEqual([UInt8(ascii: ".")] + name)
        }
    }
}

extension [UInt8] {
    fileprivate func ends(with text: String) -> Bool { suffix(text.utf8.count).elementsEqual(text.utf8) }
}
