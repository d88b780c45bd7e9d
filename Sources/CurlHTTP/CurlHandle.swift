import CLibcurl
import HTTPExchange
import LocalFiles

/// A handle of libcurl for one route to a server, with the connection that it keeps.
final class CurlHandle {
    private static let authoritiesLimit = 4 << 20

    let route: CurlRoute
    let raw: UnsafeMutableRawPointer
    /// What libcurl reads the authorities from; it keeps no copy.
    private let authorities: UnsafeMutableBufferPointer<UInt8>?

    /// Nil where there is no libcurl that will do.
    init?(_ route: CurlRoute) {
        guard sparekey_libcurl_open(), let raw = sparekey_libcurl_new() else { return nil }
        self.route = route
        self.raw = raw
        let pem: [UInt8]? =
            switch route.trust {
            case .system: nil
            case .systemAnd(let added): added + [UInt8(ascii: "\n")] + Self.systemAuthorities(raw)
            case .only(let own): own
            }
        authorities = pem.map { pem in
            let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: pem.count)
            _ = copy.initialize(from: pem)
            return copy
        }
    }

    deinit {
        sparekey_libcurl_free(raw)
        authorities?.deallocate()
    }

    /// Makes the handle ready for an exchange; false where libcurl does not know a setting.
    func prepare(_ call: HTTPCall, _ limits: HTTPLimits) -> Bool {
        let timeouts = [
            (CURLOPT_CONNECTTIMEOUT_MS, limits.connect), (CURLOPT_TIMEOUT_MS, limits.whole ?? .zero),
        ]
        return sparekey_libcurl_prepare(raw) == CURLE_OK && set(CURLOPT_URL, call.url) && setMethod(of: call)
            && timeouts.allSatisfy { set($0, Int(clamping: $1.components.seconds * 1000) + $1.milliseconds) }
            && setTrust() && setProxy()
    }

    func set(_ option: CURLoption, _ value: Int) -> Bool {
        sparekey_libcurl_set_number(raw, option, value) == CURLE_OK
    }

    func set(_ option: CURLoption, _ value: String) -> Bool {
        // It would end there for libcurl.
        !value.utf8.contains(0) && sparekey_libcurl_set_text(raw, option, value) == CURLE_OK
    }

    private func setMethod(of call: HTTPCall) -> Bool {
        if call.method == .HEAD { return set(CURLOPT_NOBODY, 1) }
        if call.body.isEmpty && call.method.goesWithoutBody {
            return call.method == .GET || set(CURLOPT_CUSTOMREQUEST, call.method.rawValue)
        }
        return sparekey_libcurl_set_length(raw, curl_off_t(call.body.count)) == CURLE_OK
            && set(CURLOPT_CUSTOMREQUEST, call.method.rawValue)
    }

    private func setTrust() -> Bool {
        guard let authorities else { return true }
        let isAlone = if case .only = route.trust { true } else { false }
        return sparekey_libcurl_set_authorities(raw, authorities.baseAddress, authorities.count, isAlone) == CURLE_OK
    }

    private func setProxy() -> Bool {
        guard let proxy = route.proxy else { return true }
        // The proxy looks the name up, as an HTTP proxy does.
        let scheme = proxy.isSOCKS ? "socks5h://" : "http://"
        guard set(CURLOPT_PROXY, scheme + proxy.host), set(CURLOPT_PROXYPORT, proxy.port) else { return false }
        guard let user = proxy.user else { return true }
        return set(CURLOPT_PROXYUSERNAME, user) && set(CURLOPT_PROXYPASSWORD, proxy.password ?? "")
    }

    /// The certificates of the file that libcurl trusts of its own accord; empty where it uses a folder alone.
    private static func systemAuthorities(_ raw: UnsafeMutableRawPointer) -> [UInt8] {
        guard let path = sparekey_libcurl_text(raw, CURLINFO_CAINFO) else { return [] }
        return (try? Files.read(String(cString: path), limit: authoritiesLimit)) ?? []
    }
}

extension Duration {
    /// The milliseconds beyond the last whole second.
    fileprivate var milliseconds: Int { Int(components.attoseconds / 1_000_000_000_000_000) }
}
