import DeviceCore
import HTTPExchange
import QRCode
import Threads

extension CommandSession {
    /// The texts of the QR codes in a picture file; `-` is standard input.
    func texts(inPicture path: String) throws -> [String] {
        try texts(of: path) { try await QRCodeReader().texts(inPictureFile: path) }
    }

    /// The texts of the QR codes in the bytes of a picture that was given as `path`.
    func texts(inPicture bytes: [UInt8], named path: String) throws -> [String] {
        try texts(of: path) { try await QRCodeReader().texts(inPicture: bytes) }
    }

    private func texts(of path: String, _ read: @escaping @Sendable () async throws -> [String]) throws -> [String] {
        terminal.progress("progress.readingPicture")
        let texts: [String]
        do {
            texts = try OwnThread.wait(until: NeverCancelled(), for: read)
        } catch let error as QRCodeReaderError {
            throw Failure(error, path: path)
        }
        guard !texts.isEmpty else { throw Failure(.noQRCode) }
        return texts
    }
}
