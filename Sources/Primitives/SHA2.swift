import CSodium

/// SHA-256 (FIPS 180-4 section 6.2).
package struct SHA256: HashFunction {
    /// The bytes of a block.
    package static let blockLength = 64
    /// The bytes of a hash.
    package static let length = 32

    private var state = crypto_hash_sha256_state()

    /// Begins a message.
    package init() {
        SodiumLibrary.prepare()
        crypto_hash_sha256_init(&state)
    }

    /// Takes the next part of the message.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard let address = bytes.assumingMemoryBound(to: UInt8.self).baseAddress else { return }
        crypto_hash_sha256_update(&state, address, UInt64(bytes.count))
    }

    /// Ends the message and returns its hash; libsodium wipes the state.
    package mutating func finish() -> [UInt8] {
        var hash = [UInt8](repeating: 0, count: Self.length)
        crypto_hash_sha256_final(&state, &hash)
        return hash
    }
}

/// SHA-512 (FIPS 180-4 section 6.4).
package struct SHA512: HashFunction {
    /// The bytes of a block.
    package static let blockLength = 128
    /// The bytes of a hash.
    package static let length = 64

    private var state = crypto_hash_sha512_state()

    /// Begins a message.
    package init() {
        SodiumLibrary.prepare()
        crypto_hash_sha512_init(&state)
    }

    /// Takes the next part of the message.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard let address = bytes.assumingMemoryBound(to: UInt8.self).baseAddress else { return }
        crypto_hash_sha512_update(&state, address, UInt64(bytes.count))
    }

    /// Ends the message and returns its hash; libsodium wipes the state.
    package mutating func finish() -> [UInt8] {
        var hash = [UInt8](repeating: 0, count: Self.length)
        crypto_hash_sha512_final(&state, &hash)
        return hash
    }
}
