import Foundation
import OneTimePassword
import Primitives
import Testing

/// The bytes of a hexadecimal text.
func bytes(hex: String) throws -> [UInt8] {
    let digits = try hex.map { try #require($0.hexDigitValue) }
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}

extension SecretBytes {
    /// The key made of the ASCII characters of a text, as the RFCs give it.
    convenience init(ascii text: String) {
        self.init(copying: Array(text.utf8))
    }

    /// The bytes of the key.
    var bytes: [UInt8] {
        withUnsafeBytes { Array($0) }
    }
}
