import QRCode
import QRCodeMessages
import TestSupport
import Testing

@testable import QRCodeHelper

/// Pictures that are not what they seem.
@Suite struct HostilePictureTests {
    private static let names = [
        "gray.png", "baseline.jpg", "progressive.jpg", "lossy.webp", "lossless.webp", "still.gif", "moving.webp",
        "rows.bmp",
    ]

    @Test(arguments: names)
    func `a picture that ends early gives a reply`(name: String) throws {
        let whole = try picture(name)
        for count in stride(from: 0, to: whole.count, by: max(1, whole.count / 60)) {
            let reply = PictureReader.read(Array(whole[..<count]))
            #expect(reply == .notAPicture || reply == .texts([]) || reply == .texts([example]), "\(count) bytes")
        }
    }

    @Test(arguments: names)
    func `a picture with damaged bytes gives a reply`(name: String) throws {
        var random = SeededGenerator(seed: 4)
        let whole = try picture(name)
        for _ in 0..<200 {
            var damaged = whole
            for _ in 0..<Int.random(in: 1...20, using: &random) {
                damaged[Int.random(in: 0..<damaged.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            // Damage in the header may well say another size, but none that is too large for a file as short as this.
            #expect(PictureReader.read(damaged) != nil)
        }
    }

    @Test func `random bytes and other files are no pictures`() throws {
        var random = SeededGenerator(seed: 5)
        for count in [0, 1, 2, 7, 30, 1000, 100_000] {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            #expect(PictureReader.read(bytes) == .notAPicture)
        }
        #expect(PictureReader.read(Array("%PDF-1.7\n".utf8)) == .notAPicture)
        #expect(PictureReader.read(Array("GIF89a\u{1}\u{0}\u{1}\u{0}".utf8)) == .notAPicture)
        #expect(PictureReader.read(Array(try code(of: example).svg.utf8)) == .notAPicture)
    }

    /// Headers of pictures that say how large they are, with nothing behind.
    static let headers: [(String, [UInt8], Int, Int)] = [
        ("PNG", png(100_000, 100_000), 100_000, 100_000),
        ("PNG with the largest numbers", png(0xFFFF_FFFF, 0xFFFF_FFFF), 0xFFFF_FFFF, 0xFFFF_FFFF),
        ("JPEG", jpeg(65_535, 65_535), 65_535, 65_535),
        ("lossy WebP", webP("VP8 ", [0, 0, 0, 0x9D, 0x01, 0x2A, 0xFF, 0x3F, 0xFF, 0x3F]), 16_383, 16_383),
        ("lossless WebP", webP("VP8L", [0x2F, 0xFF, 0xFF, 0xFF, 0x0F]), 16_384, 16_384),
        ("GIF", Array("GIF89a".utf8) + [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0], 65_535, 65_535),
        ("BMP", bmp(100_000, 100_000), 100_000, 100_000),
        ("BMP whose first row is on top", bmp(100_000, -100_000), 100_000, 100_000),
        ("BMP with the largest numbers", bmp(.max, .min), Int(Int32.max), 1 << 31),
        ("extended WebP", webP("VP8X", [0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]), 1 << 24, 1 << 24),
    ]

    @Test(arguments: headers)
    func `a picture that would unfold beyond the limits is not opened`(
        name: String,
        bytes: [UInt8],
        width: Int,
        height: Int
    ) throws {
        let header = try #require(PictureHeader(bytes[...]))
        #expect((header.width, header.height) == (width, height))
        #expect(!header.isWithinLimits)
        #expect(PictureReader.read(bytes) == .tooLarge)
    }

    @Test(arguments: [
        ("PNG without IHDR", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + [UInt8](repeating: 0, count: 30)),
        ("PNG of no size", png(0, 0)),
        ("JPEG of no height", jpeg(640, 0)),
        ("JPEG with a segment of no length", [0xFF, 0xD8, 0xFF, 0xE0, 0, 0, 0xFF, 0xC0]),
        ("JPEG that fills for ever", [0xFF, 0xD8] + [UInt8](repeating: 0xFF, count: 100)),
        ("JPEG whose scan comes first", [0xFF, 0xD8, 0xFF, 0xDA, 0, 2]),
        ("WebP of an unknown kind", webP("VP9 ", [0, 0, 0, 0, 0])),
    ])
    func `a header that says no size is no picture`(name: String, bytes: [UInt8]) {
        #expect(PictureHeader(bytes[...]) == nil)
        #expect(PictureReader.read(bytes) == .notAPicture)
    }

    @Test func `a header is found behind other segments`() {
        let bytes = [0xFF, 0xD8] as [UInt8] + [0xFF, 0xE1, 0, 4, 1, 2, 0xFF] + Self.jpeg(640, 480).dropFirst(2)
        let header = PictureHeader(bytes[...])
        #expect(header?.width == 640)
        #expect(header?.height == 480)
        #expect(header?.isWithinLimits == true)
    }

    @Test func `a file beyond the limit is refused`() throws {
        let bytes = try picture("gray.png") + [UInt8](repeating: 0, count: PictureLimits.fileSize)
        #expect(PictureReader.read(bytes) == .tooLarge)
    }

    private static func png(_ width: UInt32, _ height: UInt32) -> [UInt8] {
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + Array("IHDR".utf8) + four(width) + four(height)
            + [8, 0, 0, 0, 0]
    }

    private static func jpeg(_ width: UInt16, _ height: UInt16) -> [UInt8] {
        [0xFF, 0xD8, 0xFF, 0xC0, 0, 11, 8] + four(UInt32(height)).suffix(2) + four(UInt32(width)).suffix(2)
            + [1, 1, 0x11, 0]
    }

    private static func bmp(_ width: Int32, _ height: Int32) -> [UInt8] {
        Array("BM".utf8) + [UInt8](repeating: 0, count: 12) + [40, 0, 0, 0]
            + [width, height].flatMap { four(UInt32(bitPattern: $0)).reversed() } + [1, 0, 24, 0]
    }

    private static func webP(_ chunk: String, _ content: [UInt8]) -> [UInt8] {
        Array("RIFF".utf8) + [0, 1, 0, 0] + Array("WEBP".utf8) + Array(chunk.utf8) + [0, 1, 0, 0] + content
    }

    private static func four(_ number: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }
}
