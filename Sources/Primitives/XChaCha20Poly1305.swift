import CSodium

/// The authenticated cipher XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03); it does not commit to its key.
package enum XChaCha20Poly1305 {
    /// The length of a key.
    package static let keyLength = 32
    /// The length of a nonce, long enough to be drawn at random.
    package static let nonceLength = 24
    /// The length of the tag at a ciphertext's end.
    package static let tagLength = 16

    /// Seals `plaintext` and returns ciphertext and tag; a nonce may be used only once with a key.
    package static func seal(
        _ plaintext: some ByteSource,
        key: some ByteSource,
        nonce: [UInt8],
        additionalData: [UInt8]
    ) throws(PrimitiveError) -> [UInt8] {
        var output: [UInt8] = []
        try seal(plaintext, key: key, nonce: nonce, additionalData: additionalData, appendingTo: &output)
        return output
    }

    /// Seals `plaintext` and appends ciphertext and tag to `output`, which stays as it is where that fails.
    package static func seal(
        _ plaintext: some ByteSource,
        key: some ByteSource,
        nonce: [UInt8],
        additionalData: [UInt8],
        appendingTo output: inout [UInt8]
    ) throws(PrimitiveError) {
        guard nonce.count == nonceLength else { throw .invalidLength }
        let start = output.count
        try withKey(key) { key in
            plaintext.withBytes { plaintext in
                // An array is copied in one go, also where nothing is optimised.
                output += [UInt8](repeating: 0, count: plaintext.count + tagLength)
                return output.withUnsafeMutableBufferPointer { output in
                    guard let address = output.baseAddress else { return -1 }
                    return crypto_aead_xchacha20poly1305_ietf_encrypt(
                        address + start,
                        nil,
                        plaintext.assumingMemoryBound(to: UInt8.self).baseAddress,
                        UInt64(plaintext.count),
                        additionalData,
                        UInt64(additionalData.count),
                        nil,
                        nonce,
                        key
                    )
                }
            }
        }
    }

    /// Opens ciphertext and tag, or throws ``PrimitiveError/cannotOpen`` whatever was changed.
    package static func open(
        _ ciphertext: some ByteSource,
        key: some ByteSource,
        nonce: [UInt8],
        additionalData: [UInt8]
    ) throws(PrimitiveError) -> SecretBytes {
        guard nonce.count == nonceLength else { throw .invalidLength }
        let length = ciphertext.withBytes { $0.count }
        guard length >= tagLength else { throw .cannotOpen }
        return try SecretBytes(count: length - tagLength) { output throws(PrimitiveError) in
            let status = try withKey(key) { key in
                ciphertext.withBytes { ciphertext in
                    guard let address = ciphertext.assumingMemoryBound(to: UInt8.self).baseAddress else { return -1 }
                    return crypto_aead_xchacha20poly1305_ietf_decrypt(
                        output.assumingMemoryBound(to: UInt8.self).baseAddress,
                        nil,
                        nil,
                        address,
                        UInt64(ciphertext.count),
                        additionalData,
                        UInt64(additionalData.count),
                        nonce,
                        key
                    )
                }
            }
            guard status == 0 else { throw .cannotOpen }
        }
    }

    /// Runs a function of libsodium, whose status it returns, with a key of the right length.
    @discardableResult
    private static func withKey(
        _ key: some ByteSource,
        _ function: (UnsafePointer<UInt8>) -> Int32
    ) throws(PrimitiveError) -> Int32 {
        SodiumLibrary.prepare()
        let status: Int32? = key.withBytes { key in
            guard key.count == keyLength, let address = key.assumingMemoryBound(to: UInt8.self).baseAddress else {
                return nil
            }
            return function(address)
        }
        guard let status else { throw .invalidLength }
        return status
    }
}
