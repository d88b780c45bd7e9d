import DeviceCore
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

extension Failure {
    /// What it means to a person that a picture was not read.
    init(_ error: QRCodeReaderError, path: String) {
        switch error {
        case .cannotReadFile: self.init(.unreadableFile, ["path": path])
        case .notAPicture: self.init(.notAPicture, ["path": path])
        case .tooLarge: self.init(.pictureTooLarge, ["path": path])
        case .ended: self.init(.pictureTooHard, ["path": path])
        case .cannotStart: self.init(.pictureReaderMissing)
        }
    }
}
