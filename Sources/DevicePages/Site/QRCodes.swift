package import DeviceCore
package import HTTPExchange

/// Reads and makes QR codes, somewhere that a hostile picture can do no harm; each call waits.
package protocol QRCodes: AnyObject, Sendable {
    /// The texts of the codes in a picture's file; none where there is no code.
    func texts(inPicture bytes: [UInt8], until cancellation: any Cancellation) throws(Failure) -> [String]

    /// The texts of the codes in a picture of so many rows, one byte of lightness for each point.
    func texts(
        inLightness bytes: [UInt8],
        width: Int,
        height: Int,
        until cancellation: any Cancellation
    ) throws(Failure) -> [String]

    /// A text as a code, a drawing in SVG.
    func drawing(of text: String, until cancellation: any Cancellation) throws(Failure) -> String
}
