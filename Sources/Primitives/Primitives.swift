// Primitives is the only module that calls libsodium: it offers primitives over bytes and may know no protocol, file
// format or policy. It is portable, but for its files that end in `+native`. SHA-1, HMAC and HKDF, which libsodium has
// not or not for every hash, are Swift; AES, PBKDF2 and P-256 are not here: each face brings its system's, of P-256 as
// `KeyPairs`.

import CSodium

/// Says why a primitive refused its input.
package enum PrimitiveError: Error, Equatable, Sendable {
    /// The ciphertext, its additional data, the nonce or the key is not the one it was sealed with.
    case cannotOpen
    /// A key, nonce, salt, scalar, element or output has a length that the primitive does not take.
    case invalidLength
    /// A cost parameter is outside its bounds.
    case invalidParameter
    /// The memory that the derivation asks for is not available.
    case outOfMemory
    /// The bytes are no canonical element, or the element is the identity.
    case invalidElement
    /// The scalar is zero or not reduced.
    case invalidScalar
}

/// Whether libsodium is ready; the first use initialises it, once, whatever thread comes first.
enum SodiumLibrary {
    private static let isInitialised = sodium_init() >= 0

    /// Makes sure that libsodium is initialised before its first call.
    static func prepare() {
        precondition(isInitialised, "libsodium could not be initialised")
    }
}

/// Returns bytes from the system's generator, for values that are not secret, such as nonces.
package func randomBytes(count: Int) -> [UInt8] {
    SodiumLibrary.prepare()
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, initialisedCount in
        guard let address = buffer.baseAddress else { return }
        randombytes_buf(address, count)
        initialisedCount = count
    }
}

/// Overwrites the bytes with zeros.
func wipe(_ bytes: UnsafeMutableRawBufferPointer) {
    guard let address = bytes.baseAddress else { return }
    sodium_memzero(address, bytes.count)
}

/// Overwrites the array with zeros in place; a second array that shares its storage keeps the bytes.
package func wipe(_ bytes: inout [UInt8]) {
    bytes.withUnsafeMutableBytes { wipe($0) }
}

/// Compares in a time that depends on the lengths only; different lengths are unequal.
package func constantTimeEqual(_ first: some ByteSource, _ second: some ByteSource) -> Bool {
    first.withBytes { first in
        second.withBytes { second in
            guard first.count == second.count else { return false }
            guard let left = first.baseAddress, let right = second.baseAddress, !first.isEmpty else { return true }
            return sodium_memcmp(left, right, first.count) == 0
        }
    }
}
