import CSodium

/// Argon2id version 0x13 with one lane (RFC 9106).
package enum Argon2id {
    /// The length of a salt.
    package static let saltLength = 16

    /// Derives `outputLength` bytes from a password.
    ///
    /// Bounds: memory 8 KiB to 4 GiB, 1 to 64 iterations, 16 to 128 bytes of output.
    package static func derive(
        password: some ByteSource,
        salt: [UInt8],
        memoryKiB: Int,
        iterations: Int,
        outputLength: Int
    ) throws(PrimitiveError) -> SecretBytes {
        guard salt.count == saltLength, (16...128).contains(outputLength) else { throw .invalidLength }
        guard (8...4 * 1024 * 1024).contains(memoryKiB), (1...64).contains(iterations) else { throw .invalidParameter }
        // 4 GiB are one byte more than 32 bits can ask for.
        let (memory, overflow) = memoryKiB.multipliedReportingOverflow(by: 1024)
        guard !overflow else { throw .outOfMemory }
        SodiumLibrary.prepare()
        return try SecretBytes(count: outputLength) { output throws(PrimitiveError) in
            // An empty password has no address, which libsodium refuses, so a terminator follows every password.
            let terminated = SecretBytes(concatenating: password, [UInt8(0)])
            let length = terminated.count - 1
            let status: Int32? = terminated.withBytes { password in
                guard
                    let input = password.assumingMemoryBound(to: CChar.self).baseAddress,
                    let output = output.baseAddress
                else { return nil }
                return crypto_pwhash_argon2id(
                    output,
                    UInt64(outputLength),
                    input,
                    UInt64(length),
                    salt,
                    UInt64(iterations),
                    memory,
                    crypto_pwhash_argon2id_ALG_ARGON2ID13
                )
            }
            // Every other cause of failure was refused above.
            guard status == 0 else { throw .outOfMemory }
        }
    }
}
