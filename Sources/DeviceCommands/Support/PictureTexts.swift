import DeviceCore
import HTTPExchange
import QRCode
import Threads

extension CommandSession {
    /// The texts of the QR codes in a picture file; `-` is standard input.
    func texts(inPicture path: String) throws -> [String] {
        terminal.progress("progress.readingPicture")
        let texts: [String]
        do {
            texts = try OwnThread.wait(until: NeverCancelled()) {
                try await QRCodeReader().texts(inPictureFile: path)
            }
        } catch let error as QRCodeReaderError {
            throw Failure(error, path: path)
        }
        guard !texts.isEmpty else { throw Failure(.noQRCode) }
        return texts
    }
}
