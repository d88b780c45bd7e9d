import CLocalFiles

/// Bytes for another program's standard input, open from their start and without a name.
///
/// They are in memory, but for what is larger than a text on systems other than Linux, and nothing else can take their
/// place. All of it is there before the program starts: nothing is written to one that may have ended, which raises a signal.
package struct InputFile: ~Copyable {
    /// The open file, which is closed when this value is gone.
    package let descriptor: Int32

    /// Opens the bytes.
    package init(_ bytes: [UInt8]) throws(FileFailure) {
        descriptor = unsafe sparekey_open_bytes(bytes, bytes.count)
        guard descriptor >= 0 else { throw .current }
    }

    deinit {
        Files.closeLocked(descriptor)
    }
}
