import CSodium

/// The stream of libsodium, `crypto_secretstream_xchacha20poly1305`, as far as others' files need it.
package enum SecretStream {
    private static let headerLength = 24
    private static let overhead = 17

    /// Opens a stream of one message, whether or not it is marked as the last; nil where it does not open.
    package static func openOnly(_ ciphertext: [UInt8], key: SecretBytes, header: [UInt8]) -> SecretBytes? {
        guard key.count == 32, header.count == headerLength, ciphertext.count >= overhead else { return nil }
        SodiumLibrary.prepare()
        return try? SecretBytes(count: ciphertext.count - overhead) { output throws(PrimitiveError) in
            var state = crypto_secretstream_xchacha20poly1305_state()
            let status: Int32 = key.withBytes { key in
                guard let key = key.assumingMemoryBound(to: UInt8.self).baseAddress else { return -1 }
                guard crypto_secretstream_xchacha20poly1305_init_pull(&state, header, key) == 0 else { return -1 }
                return crypto_secretstream_xchacha20poly1305_pull(
                    &state,
                    output.assumingMemoryBound(to: UInt8.self).baseAddress,
                    nil,
                    nil,
                    ciphertext,
                    UInt64(ciphertext.count),
                    nil,
                    0
                )
            }
            withUnsafeMutableBytes(of: &state) { wipe($0) }
            guard status == 0 else { throw .cannotOpen }
        }
    }
}
