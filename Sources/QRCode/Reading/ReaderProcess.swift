import CQRCode
import Foundation

/// The process that reads pictures: this program, started again by ``QRCodeReader``.
package enum ReaderProcess {
    /// Seconds of processor time.
    package static let seconds: UInt32 = 20
    /// Bytes of memory: a picture of the largest size takes about half.
    package static let memory: UInt64 = 2 << 30

    /// What the process ends with where the picture takes more memory than it may.
    static let limitReached: Int32 = 70

    /// Answers the request on standard input and ends.
    ///
    /// A program calls this as the first thing in its life, before it has a second thread. A thread that starts late, such
    /// as one of Dispatch, would meet a call that ``confine()`` refuses, and abort.
    package static func run() -> Never {
        // Refused each time, rather than a crash now and then.
        guard hasOneThread else { end(71) }
        // A process without its limits reads nothing.
        guard limit(), let bytes = try? FileHandle.standardInput.read(upToCount: ReaderRequest.largest + 1),
            let request = ReaderRequest(Array(bytes))
        else { end(71) }
        // An older kernel has no such confinement; the limits hold all the same.
        _ = confine()
        guard let reply = answer(request) else { end(limitReached) }
        do {
            try FileHandle.standardOutput.write(contentsOf: reply.bytes)
        } catch {
            end(74)
        }
        end(0)
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

    /// The reply; nil where memory ran out.
    static func answer(_ request: ReaderRequest) -> ReaderReply? {
        switch request {
        case .picture(let bytes): PictureReader.read(bytes)
        case .lightness(let bytes, let width, let height):
            PictureReader.read(lightness: bytes, width: width, height: height)
        }
    }

    // Nothing is left to tidy up, and what a hostile picture has left behind should not run.
    private static func end(_ status: Int32) -> Never {
        _exit(status)
    }
}
