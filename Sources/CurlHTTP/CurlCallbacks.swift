import CLibcurl

/// The functions that libcurl calls, which hand on to an exchange.
enum CurlCallbacks {
    /// Those of an exchange, which must live while libcurl performs it.
    static func of(_ exchange: CurlExchange) -> sparekey_libcurl_callbacks {
        sparekey_libcurl_callbacks(
            head: receiveHead,
            body: receiveBody,
            source: fill,
            progress: progress,
            begin: begin,
            context: Unmanaged.passUnretained(exchange).toOpaque()
        )
    }
}

private func exchange(_ context: UnsafeMutableRawPointer?) -> CurlExchange? {
    context.map { Unmanaged<CurlExchange>.fromOpaque($0).takeUnretainedValue() }
}

private func receiveHead(
    _ bytes: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
    return exchange(context)?.receive(head: line) == true ? line.count : 0
}

private func receiveBody(
    _ bytes: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    let part = UnsafeRawBufferPointer(start: bytes, count: size * count)
    // Any other number than that of the bytes stops it; for none there is no other that is smaller.
    return exchange(context)?.receive(body: part) == true ? part.count : part.count + 1
}

private func fill(
    _ bytes: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    exchange(context)?.fill(UnsafeMutableRawBufferPointer(start: bytes, count: size * count)) ?? 0
}

private func progress(
    _ context: UnsafeMutableRawPointer?,
    _ received: curl_off_t,
    _ arrived: curl_off_t,
    _ toSend: curl_off_t,
    _ sent: curl_off_t
) -> Int32 {
    exchange(context)?.goesOn() == true ? 0 : 1
}

private func begin(
    _ context: UnsafeMutableRawPointer?,
    _ server: UnsafeMutablePointer<CChar>?,
    _ own: UnsafeMutablePointer<CChar>?,
    _ serverPort: Int32,
    _ ownPort: Int32
) -> Int32 {
    exchange(context)?.begin() == true ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
}
