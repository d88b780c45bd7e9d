import QRCodeMessages
import TestSupport
import Testing

@testable import QRCode
@testable import QRCodeHelper

/// What is found in pictures that are drawn here, and in those that other programs have made.
@Suite struct ReadingTests {
    private let code: QRCodeImage

    init() throws {
        code = try QRCodeTests.code(of: example)
    }

    @Test func `texts of every length and script come back`() throws {
        var random = SeededGenerator(seed: 1)
        let letters = Array("abcXYZ0189 :/?&=%-éßñ√漢字🔑")
        for length in [1, 2, 17, 32, 100, 300, 900] {
            let text = String((0..<length).map { _ in letters.randomElement(using: &random) ?? "a" })
            #expect(Canvas(try QRCodeTests.code(of: text), scale: 3).texts() == [text])
        }
    }

    @Test(arguments: Array(stride(from: 0.0, to: 360, by: 15)))
    func `a turned code is read`(degrees: Double) {
        #expect(Canvas(code, scale: 6).rotated(degrees: degrees).texts() == [example])
    }

    @Test(arguments: [1, 2, 3, 4, 8, 20])
    func `a small and a large code is read`(scale: Int) {
        #expect(Canvas(code, scale: scale).texts() == [example])
    }

    @Test func `light modules on a dark background are read`() {
        let inverted = Canvas(code, scale: 4, dark: 255, light: 0)
        #expect(inverted.texts() == [example])
        #expect(inverted.rotated(degrees: 30).texts() == [example])
    }

    @Test func `a code in a mirror is read`() {
        let mirrored = Canvas(code, scale: 4).mirrored()
        #expect(mirrored.texts() == [example])
        #expect(mirrored.map { ~$0 }.texts() == [example])
    }

    @Test(arguments: [(10, 40), (100, 125), (230, 250)] as [(UInt8, UInt8)])
    func `a code with little contrast is read`(dark: UInt8, light: UInt8) {
        #expect(Canvas(code, scale: 5, dark: dark, light: light).texts() == [example])
    }

    @Test(arguments: [(5, 1), (10, 3), (20, 7)])
    func `a blurred code is read`(scale: Int, radius: Int) {
        #expect(Canvas(code, scale: scale).blurred(radius: radius).texts() == [example])
    }

    @Test func `a noisy code is read`() {
        var random = SeededGenerator(seed: 2)
        let noisy = Canvas(code, scale: 6).map { lightness in
            let noise = (0..<4).reduce(0) { sum, _ in sum + Int.random(in: -60...60, using: &random) }
            return UInt8(clamping: Int(lightness) + noise)
        }
        #expect(noisy.texts() == [example])
    }

    @Test func `all codes of a large screenshot are found in the order of reading, dark ones too`() throws {
        var random = SeededGenerator(seed: 3)
        var screen = Canvas(width: 4000, height: 3000, lightness: 250)
        for _ in 0..<2000 {
            let (x, y) = (Int.random(in: 0..<3900, using: &random), Int.random(in: 0..<2950, using: &random))
            let width = Int.random(in: 2..<60, using: &random)
            screen.fill(x: x..<x + width, y: y..<y + 9, lightness: UInt8.random(in: 0...200, using: &random))
        }
        let texts = (1...6).map { "\(example)&counter=\($0)" }
        for (index, text) in texts.enumerated() {
            let (dark, light): (UInt8, UInt8) = index % 2 == 0 ? (0, 255) : (220, 30)
            let code = Canvas(try QRCodeTests.code(of: text), scale: 2 + index, dark: dark, light: light)
            screen.draw(code, x: 200 + index % 3 * 1200, y: 200 + index / 3 * 1300)
        }
        #expect(screen.texts() == texts)
    }

    @Test func `a code that is there twice counts once`() {
        let single = Canvas(code, scale: 3)
        var twice = Canvas(width: single.width * 2 + 20, height: single.height)
        twice.draw(single, x: 0, y: 0)
        twice.draw(single, x: single.width + 20, y: 0)
        #expect(twice.texts() == [example])
    }

    @Test func `a picture without a code has no texts`() {
        #expect(Canvas(width: 300, height: 200).texts() == [])
        #expect(Canvas(width: 1, height: 1).texts() == [])
        #expect(Canvas(width: 60_000, height: 1).texts() == [])
        #expect(Canvas(width: 1, height: 60_000).texts() == [])
    }

    @Test func `pixels that are not as many as said are refused`() {
        let pixels = [UInt8](repeating: 0, count: 100)
        #expect(PictureReader.read(lightness: pixels, width: 10, height: 11) == .notAPicture)
        #expect(PictureReader.read(lightness: pixels, width: 10, height: 9) == .notAPicture)
        #expect(PictureReader.read(lightness: [], width: 0, height: 10) == .tooLarge)
        #expect(PictureReader.read(lightness: [], width: -1, height: -1) == .tooLarge)
        #expect(PictureReader.read(lightness: [], width: 20_000, height: 20_000) == .tooLarge)
        #expect(PictureReader.read(lightness: [], width: 1 << 32, height: 1 << 32) == .tooLarge)
    }

    @Test(arguments: [
        "gray.png", "color.png", "palette.png", "sixteen-bit.png", "white-on-nothing.png",
        "black-on-nothing.png", "baseline.jpg", "progressive.jpg", "cmyk.jpg", "lossy.webp", "lossless.webp",
        "transparent.webp", "still.gif", "moving.gif", "moving.webp", "moving-lossy.webp", "moving-transparent.webp",
        "rows.bmp", "bits.bmp",
    ])
    func `every kind of picture is read`(name: String) throws {
        #expect(PictureReader.read(try picture(name)) == .texts([example]))
    }
}
