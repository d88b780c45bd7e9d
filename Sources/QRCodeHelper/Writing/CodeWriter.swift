import CQRCode
import QRCodeMessages

/// Makes codes of texts: with medium error correction, or low for a text that fits only so.
enum CodeWriter {
    /// The modules of a text's code.
    static func code(of text: [UInt8]) -> WriterReply {
        // The library's text ends at a zero.
        guard !text.contains(0) else { return .cannotHold }
        var width: Int32 = 0
        let ended = (text + [0]).map { CChar(bitPattern: $0) }
        guard let made = unsafe sparekey_qr_encode(ended, &width) else { return .cannotHold }
        defer { unsafe sparekey_qr_free(made) }
        let size = Int(width)
        return .modules(unsafe Array(UnsafeBufferPointer(start: made, count: size * size)), size: size)
    }

    /// The code as a PNG with the light border that the standard asks for; nil where memory ran out.
    static func png(of text: [UInt8], scale: Int) -> WriterReply? {
        guard case .modules(let modules, let size) = code(of: text) else { return .cannotHold }
        var count = 0
        let made = unsafe sparekey_qr_png(modules, Int32(size), Int32(CodeLimits.quietZone), Int32(scale), &count)
        guard let made = unsafe made else { return nil }
        defer { unsafe sparekey_qr_free(made) }
        return .png(unsafe Array(UnsafeBufferPointer(start: made, count: count)))
    }
}
