import CQRCode

/// Why there is no QR code of a text.
package enum QRCodeImageError: Error, Sendable {
    /// The text is empty, holds a zero, or is too long: a code holds 2,953 bytes, more of digits and capital letters.
    case cannotHold
}

/// The QR code of a text, with medium error correction, or low for a text that fits only so.
///
/// Whoever sees it has the text, so it redacts itself.
package struct QRCodeImage: Sendable, Equatable {
    /// Modules in a row and in a column, without the light border.
    package let size: Int
    let modules: [UInt8]

    /// Modules of light border that the standard asks for.
    package static let quietZone = 4

    /// Makes the code of a text.
    package init(_ text: String) throws(QRCodeImageError) {
        guard !text.utf8.contains(0) else { throw .cannotHold }
        var width: Int32 = 0
        guard let made = unsafe sparekey_qr_encode(text, &width) else { throw .cannotHold }
        defer { unsafe sparekey_qr_free(made) }
        size = Int(width)
        modules = unsafe Array(UnsafeBufferPointer(start: made, count: size * size))
    }

    /// Whether a module is dark; those around the code are light.
    package func isDark(row: Int, column: Int) -> Bool {
        let inside = 0..<size
        return inside.contains(row) && inside.contains(column) && modules[row * size + column] == 1
    }

    /// A PNG with the light border that the standard asks for.
    package func png(pixelsPerModule scale: Int = 8) -> [UInt8] {
        precondition((1...64).contains(scale), "a module has 1 to 64 pixels")
        var count = 0
        let made = unsafe sparekey_qr_png(modules, Int32(size), Int32(Self.quietZone), Int32(scale), &count)
        // Without the memory for this the program could not run.
        guard let made = unsafe made else { preconditionFailure("out of memory") }
        defer { unsafe sparekey_qr_free(made) }
        return unsafe Array(UnsafeBufferPointer(start: made, count: count))
    }
}

extension QRCodeImage: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Says that the code is hidden.
    package var description: String { "QRCodeImage(redacted)" }
    /// Says that the code is hidden.
    package var debugDescription: String { description }
    /// Shows no children.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
