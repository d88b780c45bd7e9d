/// The message authentication code of RFC 2104.
package enum HMAC<Hash: HashFunction> {
    /// The code of a message under a key of any length.
    package static func authenticationCode(for message: some ByteSource, using key: some ByteSource) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: Hash.blockLength)
        defer { wipe(&block) }
        key.withBytes { key in
            if key.count <= Hash.blockLength {
                block.withUnsafeMutableBytes { $0.copyMemory(from: key) }
            } else {
                var hash = Hash()
                hash.update(key)
                var short = hash.finish()
                block.withUnsafeMutableBytes { block in short.withUnsafeBytes { block.copyMemory(from: $0) } }
                wipe(&short)
            }
        }
        for index in block.indices { block[index] ^= 0x36 }
        var inner = Hash.hash(block, message)
        defer { wipe(&inner) }
        for index in block.indices { block[index] ^= 0x36 ^ 0x5c }
        return Hash.hash(block, inner)
    }

    /// Whether `code` is the message's, in a time that depends on its length only.
    package static func isValidAuthenticationCode(
        _ code: some ByteSource,
        authenticating message: some ByteSource,
        using key: some ByteSource
    ) -> Bool {
        var right = authenticationCode(for: message, using: key)
        // Whoever reads it in memory could send it along with the message.
        defer { wipe(&right) }
        return constantTimeEqual(code, right)
    }
}
