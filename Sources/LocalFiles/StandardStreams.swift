#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

/// Standard output and standard error as they really are: closed, full, or a pipe that nobody reads.
package enum StandardStreams {
    /// To be called before anything else: a writer hears of a closed pipe, and no file takes the number of a stream.
    package static func prepare() {
        // A signal would end the program in the middle of a change, without a word.
        _ = signal(SIGPIPE, SIG_IGN)
        for stream in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(stream, F_GETFD) < 0 {
            // For reading only, so that writing to it fails as it does to a closed stream.
            _ = unsafe open("/dev/null", O_RDONLY)
        }
    }

    /// Writes all of a text to standard output.
    package static func write(_ text: String) throws(FileFailure) {
        try write(text, to: STDOUT_FILENO)
    }

    /// Writes to standard error, where a failure can be told to nobody.
    package static func tell(_ text: String) {
        try? write(text, to: STDERR_FILENO)
    }

    /// Writes to a terminal; a failure is ignored, since whoever sits there sees it.
    package static func show(_ text: String, on terminal: Int32) {
        try? write(text, to: terminal)
    }

    /// The bytes of standard input up to its end, or the first ones where it has more.
    package static func read(most limit: Int) throws(FileFailure) -> [UInt8] {
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: min(limit, 1 << 16))
        while bytes.count < limit {
            let most = min(part.count, limit - bytes.count)
            let count = unsafe part.withUnsafeMutableBytes { buffer in
                unsafe FileDescriptor.read(STDIN_FILENO, UnsafeMutableRawBufferPointer(rebasing: buffer[..<most]))
            }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw .current }
            guard count > 0 else { break }
            bytes += part[..<count]
        }
        return bytes
    }

    private static func write(_ text: String, to stream: Int32) throws(FileFailure) {
        let bytes = Array(text.utf8)
        var offset = 0
        while offset < bytes.count {
            let written = unsafe bytes[offset...].withUnsafeBytes { buffer in
                unsafe FileDescriptor.write(stream, buffer)
            }
            if written > 0 {
                offset += written
                continue
            }
            let failure = FileFailure.current
            switch failure.code {
            case EINTR: continue
            case EAGAIN:
                var waiting = pollfd(fd: stream, events: Int16(POLLOUT), revents: 0)
                _ = unsafe poll(&waiting, 1, -1)
            default: throw failure
            }
        }
    }
}

extension FileFailure {
    /// Whether the reader of a pipe has gone away, which is no fault.
    package var meansNobodyReads: Bool { code == EPIPE }

    /// What the system calls the failure.
    package var reason: String { unsafe String(cString: strerror(code)) }
}
