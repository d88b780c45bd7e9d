package import DeviceCore
package import QRCode

extension Failure {
    /// What it means to a person that a picture was not read; `path` is empty for one without a file.
    package init(_ error: QRCodeReaderError, path: String) {
        switch error {
        case .cannotReadFile: self.init(.unreadableFile, ["path": path])
        case .notAPicture: self.init(.notAPicture, ["path": path])
        case .tooLarge: self.init(.pictureTooLarge, ["path": path])
        case .ended: self.init(.pictureTooHard, ["path": path])
        case .cannotStart: self.init(.pictureReaderMissing)
        }
    }
}
