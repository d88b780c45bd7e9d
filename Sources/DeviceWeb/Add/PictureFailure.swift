package import DeviceCore
package import QRCode

extension Failure {
    /// What it means to a person that a picture was not read; `path` is empty for one without a file.
    package init(_ error: QRCodeReaderError, path: String) {
        switch error {
        case .cannotReadFile: self.init(.unreadableFile, ["path": path])
        case .notAPicture(let format): self.init(notAPicture: path, format: format?.name)
        case .incomplete: self.init(.partOfText)
        case .tooLarge: self.init(.pictureTooLarge, ["path": path])
        case .ended: self.init(.pictureTooHard, ["path": path])
        case .crashed: self.init(.pictureReaderCrashed, ["path": path])
        case .cannotStart: self.init(.pictureReaderMissing)
        }
    }
}
