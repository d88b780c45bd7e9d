import CLibcurl
import HTTPExchange
import OutsideText

/// One exchange on a handle, for the thread that carries it.
final class CurlExchange {
    /// How much is read of an answer that reports a failure.
    private static let failureLimit = 1 << 16
    /// More than servers send.
    private static let headLimit = 1 << 18

    /// Why an exchange was stopped here rather than by libcurl.
    private enum Stop {
        /// Enough of an answer that reports a failure was read.
        case enough
        case failed(NetworkFailure)
    }

    private let transfer: CurlTransfer
    private let handle: CurlHandle
    private var stop: Stop?
    private var hasBegun = false
    private var sent = 0
    private var status = 0
    private var headLength = 0
    private var isHeadWhole = false
    private var headers = HTTPHeaders()
    private var body: [UInt8] = []
    private var silentSince: ContinuousClock.Instant?

    init(_ transfer: CurlTransfer, _ handle: CurlHandle) {
        self.transfer = transfer
        self.handle = handle
    }

    /// Carries it from its beginning to its end.
    func run() -> Result<HTTPAnswer, NetworkFailure> {
        guard !transfer.hasEnded else { return .failure(.cancelled) }
        guard handle.prepare(transfer.call, transfer.limits), let list = headerList() else {
            return .failure(.unreachable)
        }
        defer { sparekey_libcurl_free_list(list) }
        let callbacks = CurlCallbacks.of(self)
        guard sparekey_libcurl_set_callbacks(handle.raw, callbacks) == CURLE_OK,
            sparekey_libcurl_set_list(handle.raw, CURLOPT_HTTPHEADER, list) == CURLE_OK
        else { return .failure(.unreachable) }
        let result = sparekey_libcurl_perform(handle.raw)
        switch stop {
        case .failed(let failure): return .failure(failure)
        case nil where result != CURLE_OK: return .failure(failure(result))
        // To libcurl, a connection that ends in the middle of a head is an answer.
        case nil where !isHeadWhole: return .failure(.unreachable)
        case .enough, nil: return .success(HTTPAnswer(status: status, headers: headers, body: body))
        }
    }

    /// Why libcurl failed; a certificate that is not trusted is looked at once more to say why.
    private func failure(_ result: CURLcode) -> NetworkFailure {
        guard !transfer.hasEnded else { return .cancelled }
        let number = sparekey_libcurl_number(handle.raw, CURLINFO_SSL_VERIFYRESULT)
        guard let failure = NetworkFailure(result, on: handle) else {
            return .untrusted(CertificateProblem(number) ?? CertificateInspection(transfer, handle.route).problem())
        }
        return failure
    }

    private func headerList() -> UnsafeMutablePointer<curl_slist>? {
        var fields = transfer.call.headers
        for (name, value) in [("Accept-Encoding", "identity"), ("User-Agent", "sparekey")] {
            fields.replaceOrAdd(name: name, value: value)
        }
        // One with a semicolon has no value; one with nothing behind the colon is not sent.
        var lines = fields.fields.map { $0.value.isEmpty ? $0.name + ";" : $0.name + ": " + $0.value }
        lines.append("Expect:")
        if fields.first(name: "Content-Type") == nil { lines.append("Content-Type:") }
        var list: UnsafeMutablePointer<curl_slist>?
        for line in lines {
            list = sparekey_libcurl_append(list, line)
            if list == nil { return nil }
        }
        return list
    }

    // MARK: What libcurl tells and asks

    /// A line of a head; false to stop.
    func receive(head line: UnsafeRawBufferPointer) -> Bool {
        silentSince = nil
        headLength += line.count
        guard headLength <= Self.headLimit else { return stopped(.failed(.unreachable)) }
        // Fields behind the body, which say nothing of what was answered before it.
        if isHeadWhole && !isInterim { return true }
        let text = String(decoding: line, as: UTF8.self)
        if text.begins(with: "HTTP/") {
            // Another head, behind one that only said to go on.
            headers = HTTPHeaders()
            isHeadWhole = false
            status = text.pieces(at: " ").dropFirst().first.flatMap { $0.trimmed().number(Int.self) } ?? 0
        } else if let (name, value) = text.cut(at: ":") {
            headers.add(name: String(name), value: String(value.trimmed()))
        } else if text.trimmed().isEmpty {
            isHeadWhole = true
            return isBodyWanted()
        }
        return true
    }

    /// Whether the body is read that a head announces.
    private func isBodyWanted() -> Bool {
        guard isSuccess, transfer.call.method != .HEAD else { return true }
        let lengths = Set(headers.list(name: "Content-Length"))
        // Two lengths are none, RFC 9112 section 6.3.
        guard lengths.count <= 1 else { return stopped(.failed(.unreachable)) }
        // One that is no number is none for libcurl, to which a body that was cut would then be whole.
        let announced = lengths.first.map { $0.number(Int.self) ?? .max } ?? 0
        return transfer.isStream || announced <= transfer.limits.body || stopped(.failed(.tooLarge))
    }

    /// A part of the body; false to stop.
    func receive(body part: UnsafeRawBufferPointer) -> Bool {
        silentSince = nil
        if transfer.isStream && isSuccess {
            transfer.pass(Array(part))
            return !transfer.hasEnded
        }
        body += part
        guard body.count > (isSuccess ? transfer.limits.body : Self.failureLimit) else { return true }
        return stopped(isSuccess ? .failed(.tooLarge) : .enough)
    }

    /// Whether the request may go out: libcurl asks again where a connection that was kept breaks without an answer, and
    /// nobody knows then whether the server has done what it was asked.
    func begin() -> Bool {
        defer { hasBegun = true }
        return !hasBegun || transfer.call.method.isSafe
    }

    /// Gives as much of the request's body as fits.
    func fill(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        silentSince = nil
        let part = transfer.call.body[sent...].prefix(buffer.count)
        buffer.copyBytes(from: part)
        sent += part.count
        return part.count
    }

    /// Whether to go on; asked about once a second at least.
    func goesOn() -> Bool {
        guard !transfer.hasEnded else { return false }
        // Before that the limit of the connection counts.
        guard sparekey_libcurl_has_begun(handle.raw) else { return true }
        let since = silentSince ?? .now
        silentSince = since
        return .now - since < transfer.limits.read || stopped(.failed(.unreachable))
    }

    private var isSuccess: Bool { (200..<300).contains(status) }

    /// Whether the head only said to go on.
    private var isInterim: Bool { (100..<200).contains(status) }

    private func stopped(_ reason: Stop) -> Bool {
        stop = reason
        return false
    }
}
