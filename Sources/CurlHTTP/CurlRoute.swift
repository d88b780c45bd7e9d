import HTTPExchange

/// What a connection must have in common with another to be used in its place.
struct CurlRoute: Sendable, Hashable {
    let origin: String
    let proxy: ProxyAddress?
    let trust: TrustedAuthorities
    let idle: Duration

    /// Leaves out whom to trust: authorities are hundreds of kilobytes, and hardly two routes differ by them alone.
    func hash(into hasher: inout Hasher) {
        hasher.combine(origin)
        hasher.combine(proxy)
        hasher.combine(idle)
    }

    /// The scheme, host and port of an address, as they are written in it.
    static func origin(of url: String) -> String {
        var slashes = 0
        let end = url.utf8.firstIndex { byte in
            if byte == UInt8(ascii: "/") { slashes += 1 }
            return slashes == 3
        }
        return String(url[..<(end ?? url.endIndex)])
    }
}
