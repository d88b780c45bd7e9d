// QRCodeMessages is what a program and its helper `sparekey-qr` say to each other: one request on the helper's standard
// input, one reply on its standard output. Each is read as bytes that an attacker may have written. It holds nothing of
// either side. A letter that a released helper knows never gets another meaning: a program that still runs while it is
// updated finds the new helper in the place of the old.

/// What is read of a picture at most.
package enum PictureLimits {
    /// Bytes of a file.
    package static let fileSize = 32 << 20
    /// Pixels.
    package static let area = 100_000_000
    /// Pixels in a row or a column.
    package static let side = 65_535
}

/// What there is of a QR code.
package enum CodeLimits {
    /// Modules in a row or a column: 21 to 177, in steps of 4 (ISO/IEC 18004, section 6.3).
    package static let sizes = stride(from: 21, through: 177, by: 4)
    /// Pixels in a row of a module.
    package static let scales = 1...64
    /// Modules of light border that the standard asks for.
    package static let quietZone = 4
}

func bigEndian(_ number: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
}
