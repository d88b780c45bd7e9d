import Crypto
import Foundation
import Primitives

/// expand_message_xmd with SHA-512 (RFC 9380 section 5.3.1).
enum ExpandMessageXMD {
    /// Expands a message to `length` uniform bytes, at most 16,320, for one purpose.
    static func expand(_ message: SecretBytes, domainSeparationTag tag: [UInt8], length: Int) -> SecretBytes {
        let blockCount = (length + SHA512.byteCount - 1) / SHA512.byteCount
        precondition(tag.count <= UInt8.max && blockCount <= UInt8.max, "tag or output too long")
        let tag = tag + [UInt8(tag.count)]
        let padding = [UInt8](repeating: 0, count: SHA512.blockByteCount)
        var first = [UInt8](
            SHA512.hash(parts: [padding, message, bigEndian(UInt16(length)), [UInt8(0)], tag])
        )
        var block = [UInt8](repeating: 0, count: SHA512.byteCount)
        var uniform = [UInt8]()
        uniform.reserveCapacity(blockCount * SHA512.byteCount)
        for index in 0..<blockCount {
            // The first block hashes the first hash itself: it is mixed with zeros.
            for position in block.indices {
                block[position] ^= first[position]
            }
            let digest = SHA512.hash(parts: [block, [UInt8(index + 1)], tag])
            for (position, byte) in digest.enumerated() {
                block[position] = byte
            }
            uniform.append(contentsOf: block)
        }
        wipe(&first)
        wipe(&block)
        return SecretBytes(wiping: &uniform).slice(0..<length)
    }
}
