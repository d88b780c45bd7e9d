import QRCodeMessages

/// A WebP of several pictures, which libgd does not open, RFC 9649 section 2.7.1.
struct AnimatedWebP {
    /// The first picture as a file of its own; nil where the file holds none.
    let firstFrame: [UInt8]?

    /// Nil where the bytes are something else.
    init?(_ bytes: ArraySlice<UInt8>) {
        let reader = ByteReader(bytes)
        let animation = 2
        guard reader.has("RIFF", at: 0), reader.has("WEBP", at: 8), reader.has("VP8X", at: 12),
            let flags = reader.littleEndian(1, at: 20), flags & animation != 0
        else { return nil }
        firstFrame = Self.chunk(["ANMF"], in: bytes.dropFirst(12)).flatMap { frame in
            // Its place, size and duration come first.
            let chunks = frame.dropFirst(8 + 16)
            guard let picture = Self.chunk(["VP8 ", "VP8L"], in: chunks) else { return nil }
            guard let transparency = Self.chunk(["ALPH"], in: chunks), let size = ByteReader(frame).slice(6, at: 8 + 6)
            else { return Self.file([picture]) }
            // Only an extended file has transparency beside its picture.
            let extended = Array("VP8X".utf8) + [10, 0, 0, 0, 0x10, 0, 0, 0] + size
            return Self.file([extended[...], transparency, picture])
        }
    }

    private static func chunk(_ names: [StaticString], in chunks: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        var rest = chunks
        while let size = ByteReader(rest).littleEndian(4, at: 4), let chunk = ByteReader(rest).slice(8 + size, at: 0) {
            if names.contains(where: { ByteReader(rest).has($0, at: 0) }) { return chunk }
            // Chunks begin at even places.
            rest = rest.dropFirst(8 + size + size % 2)
        }
        return nil
    }

    private static func file(_ chunks: [ArraySlice<UInt8>]) -> [UInt8] {
        let padded = chunks.reduce(into: [UInt8]()) { bytes, chunk in
            bytes += chunk
            if chunk.count % 2 == 1 { bytes.append(0) }
        }
        let size = padded.count + 4
        let length = [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: size >> $0) }
        return Array("RIFF".utf8) + length + Array("WEBP".utf8) + padded
    }
}
