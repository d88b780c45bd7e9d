import QRCodeMessages

/// The QR code of a text, which ``QRCodeWriter`` makes.
///
/// Whoever sees it has the text, so it redacts itself.
package struct QRCodeImage: Sendable, Equatable {
    /// Modules in a row and in a column, without the light border.
    package let size: Int
    let modules: [UInt8]

    /// Modules of light border that the standard asks for.
    package static let quietZone = CodeLimits.quietZone

    init(size: Int, modules: [UInt8]) {
        self.size = size
        self.modules = modules
    }

    /// Whether a module is dark; those around the code are light.
    package func isDark(row: Int, column: Int) -> Bool {
        let inside = 0..<size
        return inside.contains(row) && inside.contains(column) && modules[row * size + column] == 1
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
