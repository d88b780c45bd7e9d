import Primitives

/// Returns I2OSP(length, 2) followed by the bytes, the RFC's way to join fields without ambiguity.
func lengthPrefixed(_ bytes: [UInt8]) throws(OPAQUEError) -> [UInt8] {
    try lengthPrefix(bytes.count) + bytes
}

/// Returns I2OSP(length, 2).
func lengthPrefix(_ length: Int) throws(OPAQUEError) -> [UInt8] {
    guard let length = UInt16(exactly: length) else { throw .invalidMessage }
    return bigEndian(length)
}

/// Returns I2OSP(value, 2).
func bigEndian(_ value: UInt16) -> [UInt8] {
    [UInt8(value >> 8), UInt8(truncatingIfNeeded: value)]
}

/// HKDF-SHA512 with the RFC's names.
enum KeyDerivation {
    /// Extract("", inputs one after the other).
    static func extract(_ inputs: [SecretBytes]) -> SecretBytes {
        HKDF<SHA512>.extract(inputKeyMaterial: SecretBytes(joining: inputs), salt: [UInt8]())
    }

    /// Expand(key, info, length).
    static func expand(_ key: some ByteSource, info: [UInt8], length: Int = Length.hash) -> SecretBytes {
        HKDF<SHA512>.expand(pseudoRandomKey: key, info: info, outputByteCount: length)
    }

    /// Expand-Label(secret, label, context, Nx), RFC 9807 section 6.4.2.
    static func expandLabel(_ secret: SecretBytes, _ label: String, context: [UInt8]) -> SecretBytes {
        let label = [UInt8]("OPAQUE-\(label)".utf8)
        precondition(label.count <= UInt8.max && context.count <= UInt8.max, "label or context too long")
        let info =
            bigEndian(UInt16(Length.hash)) + [UInt8(label.count)] + label + [UInt8(context.count)] + context
        return expand(secret, info: info)
    }
}
