// QRCode reads QR codes out of pictures and makes them. A picture comes from anybody, so it is opened in a process of
// its own (`QRCodeReader`), which is this program started again and may do nothing but compute (`ReaderProcess`).
// It knows nothing of accounts; only CQRCode calls ZXing-C++, libgd and libqrencode.

/// What is read of a picture at most.
package enum PictureLimits {
    /// Bytes of a file.
    package static let fileSize = 32 << 20
    /// Pixels.
    package static let area = 100_000_000
    /// Pixels in a row or a column.
    package static let side = 65_535
}
