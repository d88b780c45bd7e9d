import QRCodeMessages

/// What the first bytes of a picture say of it, read before anything else is done with the picture.
struct PictureHeader: Equatable {
    /// The kinds of picture that are read.
    enum Kind {
        case png, jpeg, webP, gif, bmp
    }

    let kind: Kind
    let width: Int
    let height: Int

    /// Nil where this is no such picture, or does not say its size.
    init?(_ bytes: ArraySlice<UInt8>) {
        let reader = ByteReader(bytes)
        let readers = [Self.png, Self.webP, Self.jpeg, Self.gif, Self.bmp]
        guard let (kind, width, height) = readers.lazy.compactMap({ $0(reader) }).first else { return nil }
        guard width > 0, height > 0 else { return nil }
        self.kind = kind
        self.width = width
        self.height = height
    }

    /// Whether the picture is small enough to be opened.
    var isWithinLimits: Bool {
        width <= PictureLimits.side && height <= PictureLimits.side && width * height <= PictureLimits.area
    }

    private typealias Found = (Kind, Int, Int)

    // PNG, section 11.2.1: the first chunk is IHDR.
    private static func png(_ reader: ByteReader) -> Found? {
        guard reader.has([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], at: 0), reader.has("IHDR", at: 12),
            let width = reader.bigEndian(4, at: 16), let height = reader.bigEndian(4, at: 20)
        else { return nil }
        return (.png, width, height)
    }

    // RFC 9649, section 2: a lossy, a lossless or an extended file.
    private static func webP(_ reader: ByteReader) -> Found? {
        guard reader.has("RIFF", at: 0), reader.has("WEBP", at: 8) else { return nil }
        if reader.has("VP8 ", at: 12), reader.has([0x9D, 0x01, 0x2A], at: 23),
            let width = reader.littleEndian(2, at: 26), let height = reader.littleEndian(2, at: 28)
        {
            return (.webP, width & 0x3FFF, height & 0x3FFF)
        }
        if reader.has("VP8L", at: 12), reader.has([0x2F], at: 20), let bits = reader.littleEndian(4, at: 21) {
            return (.webP, bits & 0x3FFF + 1, bits >> 14 & 0x3FFF + 1)
        }
        if reader.has("VP8X", at: 12), let width = reader.littleEndian(3, at: 24),
            let height = reader.littleEndian(3, at: 27)
        {
            return (.webP, width + 1, height + 1)
        }
        return nil
    }

    // GIF89a, section 18: the logical screen, beyond which no picture of the file goes.
    private static func gif(_ reader: ByteReader) -> Found? {
        guard reader.has("GIF87a", at: 0) || reader.has("GIF89a", at: 0), let width = reader.littleEndian(2, at: 6),
            let height = reader.littleEndian(2, at: 8)
        else { return nil }
        return (.gif, width, height)
    }

    // BITMAPFILEHEADER, then BITMAPINFOHEADER or a longer one; a negative height says that the first row is on top.
    private static func bmp(_ reader: ByteReader) -> Found? {
        guard reader.has("BM", at: 0), let size = reader.littleEndian(4, at: 14), (40...124).contains(size),
            let width = reader.littleEndian(4, at: 18), let height = reader.littleEndian(4, at: 22)
        else { return nil }
        return (.bmp, width, height > 0x7FFF_FFFF ? 0x1_0000_0000 - height : height)
    }

    // ITU T.81, annex B: segments up to the frame header, which has the size.
    private static func jpeg(_ reader: ByteReader) -> Found? {
        guard reader.has([0xFF, 0xD8, 0xFF], at: 0) else { return nil }
        var position = 2
        while reader.has([0xFF], at: position), let marker = reader.bigEndian(1, at: position + 1) {
            switch marker {
            case 0xFF:
                // A byte of filling.
                position += 1
            case 0x01, 0xD0...0xD7:
                position += 2
            case 0xC0...0xC3, 0xC5...0xC7, 0xC9...0xCB, 0xCD...0xCF:
                guard let height = reader.bigEndian(2, at: position + 5),
                    let width = reader.bigEndian(2, at: position + 7)
                else { return nil }
                return (.jpeg, width, height)
            case 0xD8, 0xD9, 0xDA:
                return nil
            default:
                guard let length = reader.bigEndian(2, at: position + 2), length >= 2 else { return nil }
                position += 2 + length
            }
        }
        return nil
    }
}
