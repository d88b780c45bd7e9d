import CQRCode

/// Opens a picture and reads its codes, in the process that may.
enum PictureReader {
    /// The texts of all codes in a picture's file; nil where memory ran out.
    static func read(_ bytes: [UInt8]) -> ReaderReply? {
        guard bytes.count <= PictureLimits.fileSize else { return .tooLarge }
        guard let header = PictureHeader(bytes[...]) else { return .notAPicture }
        guard header.isWithinLimits else { return .tooLarge }
        guard let picture = unsafe sparekey_picture_open(header.kind.asC, bytes, bytes.count) else {
            return .notAPicture
        }
        let width = Int(unsafe sparekey_picture_width(picture))
        let height = Int(unsafe sparekey_picture_height(picture))
        defer { unsafe sparekey_picture_close(picture) }
        // What was opened has to be what the header said.
        guard width == header.width, height == header.height else { return .notAPicture }
        var lightness = [UInt8](repeating: 0, count: width * height)
        let isTransparent = unsafe sparekey_picture_lightness(picture, 255, &lightness)
        guard var texts = read(&lightness, width: width, height: height) else { return nil }
        // White modules on nothing are seen on black only.
        if isTransparent {
            _ = unsafe sparekey_picture_lightness(picture, 0, &lightness)
            guard let more = read(&lightness, width: width, height: height) else { return nil }
            texts += more.filter { !texts.contains($0) }
        }
        return .texts(texts)
    }

    /// The texts of all codes in a picture that is given as the lightness of each pixel; nil where memory ran out.
    static func read(lightness: [UInt8], width: Int, height: Int) -> ReaderReply? {
        guard width > 0, height > 0, width <= PictureLimits.side, height <= PictureLimits.side,
            width * height <= PictureLimits.area
        else { return .tooLarge }
        guard lightness.count == width * height else { return .notAPicture }
        var lightness = lightness
        return read(&lightness, width: width, height: height).map { .texts($0) }
    }

    private static func read(_ lightness: inout [UInt8], width: Int, height: Int) -> [String]? {
        var count = 0
        guard let found = unsafe sparekey_qr_read(&lightness, Int32(width), Int32(height), &count) else { return nil }
        defer { unsafe sparekey_qr_free(found) }
        return ReaderReply.texts(in: unsafe Array(UnsafeBufferPointer(start: found, count: count))[...])
    }
}

extension PictureHeader.Kind {
    fileprivate var asC: sparekey_picture_kind {
        switch self {
        case .png: SPAREKEY_PNG
        case .jpeg: SPAREKEY_JPEG
        case .webP: SPAREKEY_WEBP
        }
    }
}
