/// The key derivation function of RFC 5869.
package enum HKDF<Hash: HashFunction> {
    /// HKDF-Extract: one key out of material that need not be uniform.
    package static func extract(
        inputKeyMaterial: some ByteSource,
        salt: some ByteSource
    ) -> SecretBytes {
        var key = HMAC<Hash>.authenticationCode(for: inputKeyMaterial, using: salt)
        return SecretBytes(wiping: &key)
    }

    /// HKDF-Expand: `outputByteCount` bytes, at most 255 hashes, for the purpose that `info` names.
    package static func expand(
        pseudoRandomKey: some ByteSource,
        info: [UInt8],
        outputByteCount: Int
    ) -> SecretBytes {
        let blockCount = (outputByteCount + Hash.length - 1) / Hash.length
        precondition(outputByteCount > 0 && blockCount <= 255, "HKDF makes 1 to 255 blocks")
        return SecretBytes(count: outputByteCount) { output in
            var block: [UInt8] = []
            for index in 0..<blockCount {
                let message = SecretBytes(concatenating: block, info, [UInt8(truncatingIfNeeded: index + 1)])
                wipe(&block)
                block = HMAC<Hash>.authenticationCode(for: message, using: pseudoRandomKey)
                let start = index * Hash.length
                block.prefix(outputByteCount - start).withUnsafeBytes {
                    UnsafeMutableRawBufferPointer(rebasing: output[start...]).copyMemory(from: $0)
                }
            }
            wipe(&block)
        }
    }

    /// Both steps, from input key material to a key.
    package static func deriveKey(
        inputKeyMaterial: some ByteSource,
        salt: some ByteSource = [UInt8](),
        info: [UInt8],
        outputByteCount: Int
    ) -> SecretBytes {
        let key = extract(inputKeyMaterial: inputKeyMaterial, salt: salt)
        return expand(pseudoRandomKey: key, info: info, outputByteCount: outputByteCount)
    }
}
