/// What the helper gets on standard input.
package enum HelperRequest: Equatable, Sendable {
    /// The bytes of a file, whose codes are to be read.
    case picture([UInt8])
    /// The lightness of each pixel, row by row.
    case lightness([UInt8], width: Int, height: Int)
    /// UTF-8 whose code is to be made.
    case code([UInt8])
    /// UTF-8 whose code is to be drawn as a PNG, with this many pixels in a row of a module.
    case png([UInt8], scale: Int)

    /// The longest request.
    package static let largest = max(PictureLimits.fileSize + 1, PictureLimits.area + 9)

    /// The request as it is sent.
    package var bytes: [UInt8] {
        switch self {
        case .picture(let bytes): [UInt8(ascii: "P")] + bytes
        case .lightness(let bytes, let width, let height):
            [UInt8(ascii: "L")] + bigEndian(width) + bigEndian(height) + bytes
        case .code(let text): [UInt8(ascii: "C")] + text
        case .png(let text, let scale): [UInt8(ascii: "G"), UInt8(scale)] + text
        }
    }

    /// Reads a request; nil where the bytes are none.
    package init?(_ bytes: [UInt8]) {
        switch bytes.first {
        case UInt8(ascii: "P"): self = .picture(Array(bytes.dropFirst()))
        case UInt8(ascii: "L"):
            let reader = ByteReader(bytes[...])
            guard let width = reader.bigEndian(4, at: 1), let height = reader.bigEndian(4, at: 5) else { return nil }
            self = .lightness(Array(bytes.dropFirst(9)), width: width, height: height)
        case UInt8(ascii: "C"): self = .code(Array(bytes.dropFirst()))
        case UInt8(ascii: "G"):
            guard bytes.count > 1, CodeLimits.scales.contains(Int(bytes[1])) else { return nil }
            self = .png(Array(bytes.dropFirst(2)), scale: Int(bytes[1]))
        default: return nil
        }
    }
}
