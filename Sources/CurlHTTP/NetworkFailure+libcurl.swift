import CLibcurl
import HTTPExchange

extension NetworkFailure {
    /// What a result of libcurl means; nil where the server's certificate is not trusted.
    init?(_ result: CURLcode, on handle: CurlHandle) {
        switch result {
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR: return nil
        // Of the authorities that were given, none can be read.
        case CURLE_SSL_CACERT_BADFILE: self = .untrusted(nil)
        default:
            guard let proxy = handle.route.proxy, Self.isOfProxy(result, on: handle) else {
                self = .unreachable
                return
            }
            self = .proxyRefused(proxy)
        }
    }

    /// Whether it is the proxy that did not do its part: what is connected to is the proxy.
    private static func isOfProxy(_ result: CURLcode, on handle: CurlHandle) -> Bool {
        guard !sparekey_libcurl_has_begun(handle.raw) else { return false }
        let status = sparekey_libcurl_number(handle.raw, CURLINFO_HTTP_CONNECTCODE)
        if status > 0 && !(200..<300).contains(status) { return true }
        switch result {
        case CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT, CURLE_PROXY, CURLE_OPERATION_TIMEDOUT,
            CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_GOT_NOTHING:
            return true
        default: return false
        }
    }
}
