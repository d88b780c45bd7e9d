import CSodium

/// The prime-order group ristretto255 (RFC 9496); scalars are 32 bytes, little-endian.
///
/// The identity is no element here: it is neither accepted nor returned.
package enum Ristretto255 {
    /// The length of an encoded element.
    package static let elementLength = 32
    /// The length of a scalar.
    package static let scalarLength = 32
    /// The length of the uniform bytes that become an element or a scalar.
    package static let uniformLength = 64

    /// Whether the bytes are the canonical encoding of an element other than the identity.
    package static func isValid(element: [UInt8]) -> Bool {
        SodiumLibrary.prepare()
        // libsodium's check accepts the identity, and until 1.0.19 ignores the highest bit.
        guard
            element.count == elementLength,
            element.contains(where: { $0 != 0 }),
            !isHighestBitSet(element)
        else { return false }
        return crypto_core_ristretto255_is_valid_point(element) == 1
    }

    /// Maps 64 uniform bytes to an element (RFC 9496 section 4.3.4).
    package static func element(fromUniform bytes: some ByteSource) throws(PrimitiveError) -> SecretBytes {
        try compute(bytes, uniformLength, orThrow: .invalidElement) { crypto_core_ristretto255_from_hash($0, $1) }
    }

    /// Multiplies an element, which may come from anywhere, by a scalar.
    package static func multiply(
        _ element: some ByteSource,
        by scalar: SecretBytes
    ) throws(PrimitiveError) -> SecretBytes {
        guard scalar.count == scalarLength else { throw .invalidLength }
        guard !isHighestBitSet(element) else { throw .invalidElement }
        return try compute(element, elementLength, orThrow: .invalidElement) { output, element in
            scalar.withBytes { scalar in
                guard let scalar = scalar.assumingMemoryBound(to: UInt8.self).baseAddress else { return -1 }
                return crypto_scalarmult_ristretto255(output, scalar, element)
            }
        }
    }

    /// Multiplies the base element by a scalar.
    package static func multiplyBase(by scalar: SecretBytes) throws(PrimitiveError) -> [UInt8] {
        try compute(scalar, scalarLength, orThrow: .invalidScalar) { crypto_scalarmult_ristretto255_base($0, $1) }
            .exposedBytes()
    }

    /// Returns the inverse of a scalar that is not zero.
    package static func invert(_ scalar: SecretBytes) throws(PrimitiveError) -> SecretBytes {
        try compute(scalar, scalarLength, orThrow: .invalidScalar) {
            crypto_core_ristretto255_scalar_invert($0, $1)
        }
    }

    /// Reduces 64 uniform bytes modulo the group's order; the result may be zero.
    package static func reduce(_ bytes: some ByteSource) throws(PrimitiveError) -> SecretBytes {
        try compute(bytes, uniformLength, orThrow: .invalidLength) { output, bytes in
            crypto_core_ristretto255_scalar_reduce(output, bytes)
            return 0
        }
    }

    /// Whether the scalar is reduced and not zero.
    package static func isValid(scalar: SecretBytes) -> Bool {
        guard scalar.count == scalarLength else { return false }
        let zero = [UInt8](repeating: 0, count: scalarLength)
        let padded = SecretBytes(concatenating: scalar, zero)
        guard !constantTimeEqual(scalar, zero), let reduced = try? reduce(padded) else { return false }
        return reduced == scalar
    }

    /// Returns a random scalar that is not zero.
    package static func randomScalar() -> SecretBytes {
        SodiumLibrary.prepare()
        return SecretBytes(count: scalarLength) { output in
            guard let output = output.assumingMemoryBound(to: UInt8.self).baseAddress else { return }
            crypto_core_ristretto255_scalar_random(output)
        }
    }

    /// Whether the bit is set that every canonical encoding leaves at zero (RFC 9496 section 4.3.1).
    private static func isHighestBitSet(_ element: some ByteSource) -> Bool {
        element.withBytes { ($0.last ?? 0) & 0x80 != 0 }
    }

    /// Runs a function of libsodium from one input of a known length to 32 bytes.
    private static func compute(
        _ input: some ByteSource,
        _ length: Int,
        orThrow error: PrimitiveError,
        _ function: (UnsafeMutablePointer<UInt8>, UnsafePointer<UInt8>) -> Int32
    ) throws(PrimitiveError) -> SecretBytes {
        SodiumLibrary.prepare()
        return try SecretBytes(count: elementLength) { output throws(PrimitiveError) in
            let status: Int32? = input.withBytes { input in
                guard
                    input.count == length,
                    let input = input.assumingMemoryBound(to: UInt8.self).baseAddress,
                    let output = output.assumingMemoryBound(to: UInt8.self).baseAddress
                else { return nil }
                return function(output, input)
            }
            guard let status else { throw .invalidLength }
            guard status == 0 else { throw error }
        }
    }
}
