import DeviceCore
import DeviceWeb
import QRCode

extension CommandSession {
    /// The texts of the QR codes in a picture file; `-` is standard input.
    func texts(inPicture path: String) async throws(Failure) -> [String] {
        terminal.progress("progress.readingPicture")
        let texts: [String]
        do throws(QRCodeReaderError) {
            texts = try await QRCodeReader().texts(inPictureFile: path)
        } catch {
            throw Failure(error, path: path)
        }
        guard !texts.isEmpty else { throw Failure(.noQRCode) }
        return texts
    }
}
