import Primitives

/// Where the protocol draws its randomness.
package protocol RandomSource: AnyObject, Sendable {
    /// Returns `count` fresh random bytes.
    func bytes(count: Int) -> [UInt8]
}

/// The system's generator.
package final class SystemRandom: RandomSource {
    /// Makes the generator.
    package init() {}

    /// Returns `count` fresh random bytes.
    package func bytes(count: Int) -> [UInt8] {
        randomBytes(count: count)
    }
}

extension RandomSource {
    /// Returns a secret of `count` random bytes.
    func secret(count: Int) -> SecretBytes {
        var bytes = bytes(count: count)
        return SecretBytes(wiping: &bytes)
    }

    /// Returns a random scalar that is not zero.
    func scalar() -> SecretBytes {
        guard
            let scalar = try? Group.reduce(secret(count: Ristretto255.uniformLength)),
            Ristretto255.isValid(scalar: scalar)
        else { preconditionFailure("the source of randomness is broken") }
        return scalar
    }
}
