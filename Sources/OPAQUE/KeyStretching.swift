package import Primitives

/// Stretch() of RFC 9807: makes each guess at a password costly.
package protocol KeyStretchingFunction: AnyObject, Sendable {
    /// Stretches the output of the OPRF.
    func stretch(_ input: SecretBytes) throws(OPAQUEError) -> SecretBytes
}

/// Argon2id with one lane, 64 bytes of output and a salt of zeros; the OPRF key is what salts the password.
package final class Argon2idStretching: KeyStretchingFunction {
    private let memoryKiB: Int
    private let iterations: Int

    /// Chooses the cost.
    package init(memoryKiB: Int, iterations: Int) {
        self.memoryKiB = memoryKiB
        self.iterations = iterations
    }

    /// Stretches the output of the OPRF.
    package func stretch(_ input: SecretBytes) throws(OPAQUEError) -> SecretBytes {
        do {
            return try Argon2id.derive(
                password: input,
                salt: [UInt8](repeating: 0, count: Argon2id.saltLength),
                memoryKiB: memoryKiB,
                iterations: iterations,
                outputLength: Length.hash
            )
        } catch {
            throw .stretchingFailed
        }
    }
}
