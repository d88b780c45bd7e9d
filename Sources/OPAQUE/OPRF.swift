import Primitives

/// The oblivious pseudorandom function ristretto255-SHA512 in base mode (RFC 9497).
enum OPRF {
    // "OPRFV1-" || I2OSP(0, 1) || "-ristretto255-SHA512", RFC 9497 section 3.1.
    private static let contextString = "OPRFV1-\0-ristretto255-SHA512"

    /// Blind(input), with the blind chosen by the caller.
    static func blind(_ input: SecretBytes, blind: SecretBytes) throws(OPAQUEError) -> [UInt8] {
        let tag = [UInt8]("HashToGroup-\(contextString)".utf8)
        let uniform = ExpandMessageXMD.expand(
            input,
            domainSeparationTag: tag,
            length: Ristretto255.uniformLength
        )
        return try Group.multiply(Group.element(fromUniform: uniform), by: blind).exposedBytes()
    }

    /// BlindEvaluate(key, blindedElement).
    static func blindEvaluate(key: SecretBytes, blindedElement: [UInt8]) throws(OPAQUEError) -> [UInt8] {
        try Group.multiply(blindedElement, by: key).exposedBytes()
    }

    /// Finalize(input, blind, evaluatedElement).
    static func finalize(
        _ input: SecretBytes,
        blind: SecretBytes,
        evaluatedElement: [UInt8]
    ) throws(OPAQUEError) -> SecretBytes {
        let unblinded = try Group.multiply(evaluatedElement, by: Group.invert(blind))
        var hash = SHA512()
        hash.update(try lengthPrefix(input.count))
        hash.update(input)
        hash.update(try lengthPrefix(unblinded.count))
        hash.update(unblinded)
        hash.update([UInt8]("Finalize".utf8))
        var output = hash.finish()
        return SecretBytes(wiping: &output)
    }

    /// The private half of DeriveKeyPair(seed, info).
    static func deriveKey(seed: SecretBytes, info: String) throws(OPAQUEError) -> SecretBytes {
        let info = [UInt8](info.utf8)
        let tag = [UInt8]("DeriveKeyPair\(contextString)".utf8)
        let prefix = try lengthPrefixed(info)
        for counter in UInt8.min...UInt8.max {
            let uniform = ExpandMessageXMD.expand(
                SecretBytes(concatenating: seed, prefix, [counter]),
                domainSeparationTag: tag,
                length: Ristretto255.uniformLength
            )
            let scalar = try Group.reduce(uniform)
            if Ristretto255.isValid(scalar: scalar) { return scalar }
        }
        throw .invalidMessage
    }
}
