import CQRCode
import QRCodeMessages

/// The process that reads pictures and makes codes: `sparekey-qr`, which a program starts for one request.
package enum HelperProcess {
    /// Seconds of processor time.
    package static let seconds: UInt32 = 20
    /// Bytes of memory: a picture of the largest size takes about half.
    package static let memory: UInt64 = 2 << 30

    /// Answers the request on standard input and ends.
    ///
    /// A program calls this as the first thing in its life, before it has a second thread. A thread that starts late, such
    /// as one of Dispatch, would meet a call that ``confine()`` refuses, and abort.
    package static func run() -> Never {
        // Refused each time, rather than a crash now and then.
        guard hasOneThread else { end(71) }
        // A process without its limits reads nothing.
        guard limit(), let request = request() else { end(71) }
        // An older kernel has no such confinement; the limits hold all the same.
        _ = confine()
        guard let reply = answer(request) else { end(HelperStatus.limitReached) }
        end(unsafe sparekey_qr_send(reply, reply.count) ? 0 : 74)
    }

    /// Whether this process has one thread; true as well where the system does not say.
    package static var hasOneThread: Bool {
        sparekey_qr_thread_count() <= 1
    }

    /// Bounds what this process may use from now on; false where a limit could not be set.
    package static func limit(seconds: UInt32 = seconds, memory: UInt64 = memory) -> Bool {
        sparekey_qr_limit_process(seconds, memory)
    }

    /// Takes from this process everything but computing and writing to what is open; false where the kernel cannot.
    package static func confine() -> Bool {
        sparekey_qr_confine_process()
    }

    /// What is asked on standard input; nil where that is no request.
    private static func request() -> HelperRequest? {
        var count = 0
        guard let bytes = unsafe sparekey_qr_receive(HelperRequest.largest, &count) else { return nil }
        defer { unsafe sparekey_qr_free(bytes) }
        return HelperRequest(unsafe Array(UnsafeBufferPointer(start: bytes, count: count)))
    }

    /// The reply's bytes; nil where memory ran out.
    private static func answer(_ request: HelperRequest) -> [UInt8]? {
        switch request {
        case .picture(let bytes): PictureReader.read(bytes)?.bytes
        case .lightness(let bytes, let width, let height):
            PictureReader.read(lightness: bytes, width: width, height: height)?.bytes
        case .code(let text): CodeWriter.code(of: text).bytes
        case .png(let text, let scale): CodeWriter.png(of: text, scale: scale)?.bytes
        }
    }

    // Nothing is left to tidy up, and what a hostile picture has left behind should not run.
    private static func end(_ status: Int32) -> Never {
        sparekey_qr_end(status)
    }
}
