#if canImport(Subprocess)
    import LocalFiles
    import QRCodeMessages

    /// Why a picture could not be read.
    package enum QRCodeReaderError: Error, Sendable, Equatable {
        /// The file cannot be opened: name another.
        case cannotReadFile
        /// It is none of the kinds of picture that are read, or is damaged: convert it, or take it again.
        case notAPicture(OtherFormat?)
        /// The file, or the picture, is larger than ``PictureLimits``: cut it down.
        case tooLarge
        /// A code holds a part of a text, and the other parts are not in the picture: take one of all of them.
        case incomplete
        /// The helper gave no answer.
        case helper(HelperFailure)
    }

    /// Reads QR codes in a process of its own, that of the helper.
    package struct QRCodeReader: Sendable {
        /// Bytes of the largest file that is read.
        package static let largestFile = PictureLimits.fileSize

        private let helper: HelperProgram

        /// A reader that starts this helper.
        package init(_ helper: HelperProgram = HelperProgram()) {
            self.helper = helper
        }

        /// The texts of all QR codes in a PNG, JPEG, WebP, GIF or BMP; none where there is no code.
        package func texts(inPicture bytes: [UInt8]) async throws(QRCodeReaderError) -> [String] {
            guard bytes.count <= PictureLimits.fileSize else { throw .tooLarge }
            return try await texts(.picture(bytes))
        }

        /// The texts of all QR codes in a picture file; `-` is standard input.
        package func texts(inPictureFile path: String) async throws(QRCodeReaderError) -> [String] {
            try await texts(inPicture: Self.bytes(ofFile: path))
        }

        /// The texts of all QR codes in `width` times `height` bytes, the lightness of each pixel, row by row.
        package func texts(
            inLightness bytes: [UInt8],
            width: Int,
            height: Int
        ) async throws(QRCodeReaderError) -> [String] {
            guard bytes.count <= PictureLimits.area else { throw .tooLarge }
            return try await texts(.lightness(bytes, width: width, height: height))
        }

        private static func bytes(ofFile path: String) throws(QRCodeReaderError) -> [UInt8] {
            do throws(FileFailure) {
                return try Files.readGiven(path == "-" ? "/dev/stdin" : path, limit: PictureLimits.fileSize)
            } catch {
                throw error.isTooLong ? .tooLarge : .cannotReadFile
            }
        }

        private func texts(_ request: HelperRequest) async throws(QRCodeReaderError) -> [String] {
            let reply: ReaderReply
            do throws(HelperFailure) {
                reply = try await helper.ask(request, limit: ReaderReply.largest) { ReaderReply($0) }
            } catch {
                throw .helper(error)
            }
            switch reply {
            case .texts(let texts): return texts
            case .notAPicture: throw .notAPicture(OtherFormat(request))
            case .tooLarge: throw .tooLarge
            case .incomplete: throw .incomplete
            }
        }
    }
#endif
