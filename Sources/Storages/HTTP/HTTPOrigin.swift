import OutsideText

/// The scheme, host and port of a server: what credentials are bound to.
struct HTTPOrigin: Sendable, Hashable, CustomStringConvertible {
    let isSecure: Bool
    /// Lower case; an IPv6 address with its brackets.
    let host: String
    /// Nil for the scheme's own.
    let port: Int?

    /// Refuses unencrypted addresses of other machines.
    init(isSecure: Bool, host: String, port: Int?) throws(StorageLocationError) {
        guard PortRule.isPort(port) else { throw .malformed }
        guard isSecure || LoopbackHost.isLoopback(host) else { throw .insecure }
        self.init(checked: isSecure, host: host, port: port)
    }

    /// An encrypted address.
    init(secureHost host: String) {
        self.init(checked: true, host: host, port: nil)
    }

    private init(checked isSecure: Bool, host: String, port: Int?) {
        self.isSecure = isSecure
        self.host = host.lowercased()
        self.port = port == (isSecure ? 443 : 80) ? nil : port
    }

    /// The value of the header `Host`.
    var authority: String { host + (port.map { ":\($0)" } ?? "") }

    var description: String { (isSecure ? "https://" : "http://") + authority }

    /// Whether it is on this computer, where it may be without encryption as well.
    var isSecureHere: Bool { isSecure && LoopbackHost.isLoopback(host) }

    /// The same server under a name in front of its own, as S3 knows buckets by.
    func subdomain(_ name: String) -> HTTPOrigin {
        HTTPOrigin(checked: isSecure, host: name + "." + host, port: port)
    }
}
