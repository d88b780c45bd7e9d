import Primitives

/// expand_message_xmd with SHA-512 (RFC 9380 section 5.3.1).
enum ExpandMessageXMD {
    /// Expands a message to `length` uniform bytes, at most 16,320, for one purpose.
    static func expand(_ message: SecretBytes, domainSeparationTag tag: [UInt8], length: Int) -> SecretBytes {
        let blockCount = (length + SHA512.length - 1) / SHA512.length
        precondition(tag.count <= UInt8.max && blockCount <= UInt8.max, "tag or output too long")
        let tag = tag + [UInt8(tag.count)]
        let padding = [UInt8](repeating: 0, count: SHA512.blockLength)
        var hash = SHA512()
        hash.update(padding)
        hash.update(message)
        hash.update(bigEndian(UInt16(length)) + [0] + tag)
        var first = hash.finish()
        var block = [UInt8](repeating: 0, count: SHA512.length)
        var uniform = [UInt8]()
        uniform.reserveCapacity(blockCount * SHA512.length)
        for index in 0..<blockCount {
            // The first block hashes the first hash itself: it is mixed with zeros.
            for position in block.indices {
                block[position] ^= first[position]
            }
            block = SHA512.hash(block, [UInt8(index + 1)] + tag)
            uniform.append(contentsOf: block)
        }
        wipe(&first)
        wipe(&block)
        return SecretBytes(wiping: &uniform).slice(0..<length)
    }
}
