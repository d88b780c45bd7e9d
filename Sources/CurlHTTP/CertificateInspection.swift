import CLibcurl
import Encodings
import HTTPExchange
import OutsideText

/// Finds out why a server's certificate was not trusted: connects once more, looks, sends nothing and hangs up.
struct CertificateInspection {
    private static let limits = HTTPLimits(connect: .seconds(5), read: .seconds(5), whole: .seconds(10), body: 0)

    private let transfer: CurlTransfer
    private let route: CurlRoute

    init(_ transfer: CurlTransfer, _ route: CurlRoute) {
        self.transfer = transfer
        self.route = route
    }

    /// Nil where nothing is to be seen.
    func problem(now: Instant = Instant.now()) -> CertificateProblem? {
        let validity = self.validity()
        guard !validity.isEmpty else { return nil }
        if validity.contains(where: { $0.from > now }) { return .certificateNotYetValid }
        if validity.contains(where: { $0.to < now }) { return .certificateExpired }
        return .unknownAuthority
    }

    /// From when to when each certificate is valid that the server shows.
    private func validity() -> [(from: Instant, to: Instant)] {
        let call = HTTPCall(method: .GET, url: transfer.call.url)
        guard let handle = CurlHandle(route), handle.prepare(call, Self.limits) else { return [] }
        let settings = [
            (CURLOPT_SSL_VERIFYPEER, 0), (CURLOPT_SSL_VERIFYHOST, 0), (CURLOPT_CERTINFO, 1), (CURLOPT_CONNECT_ONLY, 1),
        ]
        let exchange = CurlExchange(transfer, handle)
        return withExtendedLifetime(exchange) {
            guard settings.allSatisfy({ handle.set($0, $1) }),
                sparekey_libcurl_set_callbacks(handle.raw, CurlCallbacks.of(exchange)) == CURLE_OK,
                sparekey_libcurl_perform(handle.raw) == CURLE_OK,
                let shown = sparekey_libcurl_certificates(handle.raw)?.pointee
            else { return [] }
            return (0..<Int(shown.num_of_certs)).compactMap { index in
                let lines = Self.lines(shown.certinfo[index])
                guard let from = Self.time("Start date:", in: lines), let to = Self.time("Expire date:", in: lines)
                else { return nil }
                return (from, to)
            }
        }
    }

    private static func lines(_ list: UnsafeMutablePointer<curl_slist>?) -> [String] {
        var lines: [String] = []
        var next = list
        while let element = next?.pointee {
            if let data = element.data { lines.append(String(cString: data)) }
            next = element.next
        }
        return lines
    }

    /// The time that a line holds behind its name, as OpenSSL writes it: `Nov  6 08:49:37 2026 GMT`.
    private static func time(_ name: String, in lines: [String]) -> Instant? {
        guard let text = lines.lazy.compactMap({ $0.without(prefix: name) }).first else { return nil }
        let parts = text.pieces(at: " ")
        guard parts.count == 5, parts[4] == "GMT", let month = Instant.month(named: parts[0]),
            let day = parts[1].number(Int.self), let year = parts[3].number(Int.self)
        else { return nil }
        let clock = parts[2].pieces(at: ":").compactMap { $0.number(Int.self) }
        guard clock.count == 3 else { return nil }
        return Instant(year: year, month: month, day: day, hour: clock[0], minute: clock[1], second: clock[2])
    }
}

extension CertificateProblem {
    /// What OpenSSL's result says on its own; nil where the certificates have to be looked at.
    init?(_ result: Int) {
        switch result {
        case 9: self = .certificateNotYetValid
        case 10: self = .certificateExpired
        // It was not told to compare names, or has not come to a result: libcurl has compared the name itself.
        case 0, 1, 62, 64: self = .certificateForOtherHost
        default: return nil
        }
    }
}
