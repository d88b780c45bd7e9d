import Foundation
import QRCodeMessages

@testable import QRCode
@testable import QRCodeHelper

/// A gray picture to draw codes into.
struct Canvas {
    let width: Int
    let height: Int
    private(set) var pixels: [UInt8]

    /// A picture of one lightness.
    init(width: Int, height: Int, lightness: UInt8 = 255) {
        self.width = width
        self.height = height
        pixels = Array(repeating: lightness, count: width * height)
    }

    /// A code with its light border.
    init(_ code: QRCodeImage, scale: Int, dark: UInt8 = 0, light: UInt8 = 255) {
        let side = (code.size + 2 * QRCodeImage.quietZone) * scale
        self.init(width: side, height: side, lightness: light)
        for y in 0..<side {
            for x in 0..<side {
                let row = y / scale - QRCodeImage.quietZone
                let column = x / scale - QRCodeImage.quietZone
                if code.isDark(row: row, column: column) { pixels[y * side + x] = dark }
            }
        }
    }

    /// Lays another picture on this one.
    mutating func draw(_ other: Canvas, x: Int, y: Int) {
        for row in 0..<other.height {
            let start = (y + row) * width + x
            pixels.replaceSubrange(
                start..<start + other.width,
                with: other.pixels[row * other.width..<(row + 1) * other.width]
            )
        }
    }

    /// Fills a rectangle.
    mutating func fill(x: Range<Int>, y: Range<Int>, lightness: UInt8) {
        for row in y.clamped(to: 0..<height) {
            for column in x.clamped(to: 0..<width) { pixels[row * width + column] = lightness }
        }
    }

    /// The picture with each lightness changed.
    func map(_ change: (UInt8) -> UInt8) -> Canvas {
        var copy = self
        copy.pixels = pixels.map(change)
        return copy
    }

    /// The picture with left and right exchanged.
    func mirrored() -> Canvas {
        var copy = self
        for start in stride(from: 0, to: pixels.count, by: width) {
            copy.pixels[start..<start + width].reverse()
        }
        return copy
    }

    /// The picture turned around its middle; what comes from outside is light.
    func rotated(degrees: Double) -> Canvas {
        let side = Int((Double(width * width + height * height)).squareRoot()) + 2
        var turned = Canvas(width: side, height: side)
        let (sine, cosine) = (sin(degrees * .pi / 180), cos(degrees * .pi / 180))
        for y in 0..<side {
            for x in 0..<side {
                let (dx, dy) = (Double(x) - Double(side) / 2, Double(y) - Double(side) / 2)
                let u = Int((cosine * dx + sine * dy + Double(width) / 2).rounded(.down))
                let v = Int((cosine * dy - sine * dx + Double(height) / 2).rounded(.down))
                if (0..<width).contains(u), (0..<height).contains(v) {
                    turned.pixels[y * side + x] = pixels[v * width + u]
                }
            }
        }
        return turned
    }

    /// The picture with each pixel the mean of those up to `radius` away, thrice, which is close to Gaussian.
    func blurred(radius: Int) -> Canvas {
        var copy = self
        for _ in 0..<3 {
            copy.pixels = Self.mean(copy.pixels, count: height, length: width, step: 1, stride: width, radius: radius)
            copy.pixels = Self.mean(copy.pixels, count: width, length: height, step: width, stride: 1, radius: radius)
        }
        return copy
    }

    private static func mean(
        _ pixels: [UInt8],
        count: Int,
        length: Int,
        step: Int,
        stride: Int,
        radius: Int
    ) -> [UInt8] {
        var result = pixels
        for line in 0..<count {
            let start = line * stride
            var sum = (0..<min(radius, length)).reduce(0) { $0 + Int(pixels[start + $1 * step]) }
            var known = min(radius, length)
            for index in 0..<length {
                if index + radius < length {
                    sum += Int(pixels[start + (index + radius) * step])
                    known += 1
                }
                if index > radius {
                    sum -= Int(pixels[start + (index - radius - 1) * step])
                    known -= 1
                }
                result[start + index * step] = UInt8(sum / known)
            }
        }
        return result
    }

    /// The texts of the codes in the picture, read in this process.
    func texts() -> [String]? {
        switch PictureReader.read(lightness: pixels, width: width, height: height) {
        case .texts(let texts): texts
        default: nil
        }
    }
}

/// A file of the folder `Pictures`.
func picture(_ name: String) throws -> [UInt8] {
    let folder = Bundle.module.bundleURL.appending(path: "Pictures")
    return Array(try Data(contentsOf: folder.appending(path: name)))
}

/// The code of a text, made in this process.
func code(of text: String) throws -> QRCodeImage {
    guard case .modules(let modules, let size) = CodeWriter.code(of: Array(text.utf8)) else {
        throw QRCodeWriterError.cannotHold
    }
    return QRCodeImage(size: size, modules: modules)
}

/// Where the programs of this package were built.
func program(_ name: String) -> String {
    Bundle.module.bundleURL.deletingLastPathComponent().appending(path: name).path
}

/// A text such as accounts have it.
let example = "otpauth://totp/Shop:me@example.org?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Shop"
