import CQRCode
import QRCodeMessages

/// Opens a picture and reads its codes, in the process that may.
enum PictureReader {
    /// The texts of all codes in a picture's file; nil where memory ran out.
    static func read(_ bytes: [UInt8]) -> ReaderReply? {
        guard bytes.count <= PictureLimits.fileSize else { return .tooLarge }
        guard let file = PictureHeader(bytes[...]) else { return .notAPicture }
        guard file.isWithinLimits else { return .tooLarge }
        guard let still = AnimatedWebP(bytes[...])?.firstFrame else { return read(bytes, file) }
        guard let frame = PictureHeader(still[...]) else { return .notAPicture }
        return frame.isWithinLimits ? read(still, frame) : .tooLarge
    }

    private static func read(_ bytes: [UInt8], _ header: PictureHeader) -> ReaderReply? {
        guard let picture = unsafe sparekey_picture_open(header.kind.asC, bytes, bytes.count) else {
            return .notAPicture
        }
        let width = Int(unsafe sparekey_picture_width(picture))
        let height = Int(unsafe sparekey_picture_height(picture))
        defer { unsafe sparekey_picture_close(picture) }
        // What was opened has to be what the header said; the first picture of a GIF may leave a margin.
        let isAsSaid = width == header.width && height == header.height
        guard isAsSaid || header.kind == .gif && width <= header.width && height <= header.height else {
            return .notAPicture
        }
        var lightness = [UInt8](repeating: 0, count: width * height)
        let isTransparent = unsafe sparekey_picture_lightness(picture, 255, &lightness)
        guard let reply = read(&lightness, width: width, height: height) else { return nil }
        // White modules on nothing are seen on black only.
        guard isTransparent, case .texts(let texts) = reply else { return reply }
        _ = unsafe sparekey_picture_lightness(picture, 0, &lightness)
        guard let more = read(&lightness, width: width, height: height) else { return nil }
        guard case .texts(let others) = more else { return more }
        return .texts(texts + others.filter { !texts.contains($0) })
    }

    /// The texts of all codes in a picture that is given as the lightness of each pixel; nil where memory ran out.
    static func read(lightness: [UInt8], width: Int, height: Int) -> ReaderReply? {
        guard width > 0, height > 0, width <= PictureLimits.side, height <= PictureLimits.side,
            width * height <= PictureLimits.area
        else { return .tooLarge }
        guard lightness.count == width * height else { return .notAPicture }
        var lightness = lightness
        return read(&lightness, width: width, height: height)
    }

    private static func read(_ lightness: inout [UInt8], width: Int, height: Int) -> ReaderReply? {
        var count = 0
        var isWhole = true
        let found = unsafe sparekey_qr_read(&lightness, Int32(width), Int32(height), &count, &isWhole)
        guard let found = unsafe found else { return nil }
        defer { unsafe sparekey_qr_free(found) }
        guard isWhole else { return .incomplete }
        let texts = ReaderReply.texts(in: unsafe Array(UnsafeBufferPointer(start: found, count: count))[...])
        return texts.map { .texts($0) }
    }
}

extension PictureHeader.Kind {
    fileprivate var asC: sparekey_picture_kind {
        switch self {
        case .png: SPAREKEY_PNG
        case .jpeg: SPAREKEY_JPEG
        case .webP: SPAREKEY_WEBP
        case .gif: SPAREKEY_GIF
        case .bmp: SPAREKEY_BMP
        }
    }
}
