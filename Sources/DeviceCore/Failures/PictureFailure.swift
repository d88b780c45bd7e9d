#if canImport(Subprocess)
    package import QRCode

    extension Failure {
        /// What it means to a person that a picture was not read; `path` is empty for one without a file.
        package init(_ error: QRCodeReaderError, path: String) {
            switch error {
            case .cannotReadFile: self.init(.unreadableFile, ["path": path])
            case .notAPicture(let format): self.init(notAPicture: path, format: format?.name)
            case .incomplete: self.init(.partOfText)
            case .tooLarge: self.init(.pictureTooLarge, ["path": path])
            case .helper(.ended): self.init(.pictureTooHard, ["path": path])
            case .helper(.crashed): self.init(.pictureReaderCrashed, ["path": path])
            case .helper(.cannotStart): self.init(.pictureReaderMissing)
            case .helper(.missing(let places)): self.init(helperAtNoneOf: places)
            case .helper(.exposed(let writable)): self.init(.qrHelperExposed, ["path": writable])
            }
        }

        fileprivate init(helperAtNoneOf places: [String]) {
            self.init(.qrHelperMissing, ["paths": places.joined(separator: ", ")])
        }
    }

    extension QRCodeWriterError: Explainable {
        /// What it means to a person that no QR code was made.
        package var failure: Failure {
            switch self {
            case .cannotHold: Failure(.textTooLong)
            case .helper(.missing(let places)): Failure(helperAtNoneOf: places)
            case .helper(.exposed(let path)): Failure(.qrHelperExposed, ["path": path])
            case .helper(.ended), .helper(.crashed), .helper(.cannotStart): Failure(.codeNotMade)
            }
        }
    }
#endif
