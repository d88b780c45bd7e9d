import Encodings
import OutsideText
import Primitives

/// What libsodium computes, in hexadecimal, and what it refuses; `-` stands for no bytes.
enum ReadCiphers {
    /// The answer to `seal KEY NONCE DATA PLAINTEXT` or `open KEY NONCE DATA CIPHERTEXT`.
    static func cipher(_ order: String) -> String {
        let parts = order.pieces(at: " ")
        guard parts.count == 5 else { return "?" }
        let inputs = parts.dropFirst().map(bytes)
        do throws(PrimitiveError) {
            if parts[0].isSame(as: "seal") {
                return Hex.encode(
                    try XChaCha20Poly1305.seal(inputs[3], key: inputs[0], nonce: inputs[1], additionalData: inputs[2])
                )
            }
            let opened = try XChaCha20Poly1305.open(
                inputs[3],
                key: inputs[0],
                nonce: inputs[1],
                additionalData: inputs[2]
            )
            return Hex.encode(opened.exposedBytes())
        } catch {
            return "!" + name(error)
        }
    }

    /// The answer to `MEMORY ITERATIONS LENGTH SALT PASSWORD`.
    static func stretched(_ order: String) -> String {
        let parts = order.pieces(at: " ")
        guard parts.count == 5, let memory: Int = parts[0].number(), let iterations: Int = parts[1].number(),
            let length: Int = parts[2].number()
        else { return "?" }
        do throws(PrimitiveError) {
            let key = try Argon2id.derive(
                password: bytes(parts[4]),
                salt: bytes(parts[3]),
                memoryKiB: memory,
                iterations: iterations,
                outputLength: length
            )
            return Hex.encode(key.exposedBytes())
        } catch {
            return "!" + name(error)
        }
    }

    /// The answer to `valid ELEMENT`, `times ELEMENT SCALAR`, `base SCALAR`, `map UNIFORM`, `reduce UNIFORM` or
    /// `invert SCALAR`.
    static func group(_ order: String) -> String {
        let parts = order.pieces(at: " ")
        guard parts.count >= 2 else { return "?" }
        let input = bytes(parts[1])
        do throws(PrimitiveError) {
            if parts[0].isSame(as: "valid") { return "\(Ristretto255.isValid(element: input))" }
            let secret = SecretBytes(copying: input)
            if parts[0].isSame(as: "base") { return Hex.encode(try Ristretto255.multiplyBase(by: secret)) }
            let found: SecretBytes
            if parts[0].isSame(as: "times"), parts.count == 3 {
                found = try Ristretto255.multiply(input, by: SecretBytes(copying: bytes(parts[2])))
            } else if parts[0].isSame(as: "map") {
                found = try Ristretto255.element(fromUniform: input)
            } else if parts[0].isSame(as: "reduce") {
                found = try Ristretto255.reduce(input)
            } else {
                found = try Ristretto255.invert(secret)
            }
            return Hex.encode(found.exposedBytes())
        } catch {
            return "!" + name(error)
        }
    }

    /// Whether `COUNT` random bytes, drawn twice, are two different strings of them.
    static func random(_ order: String) -> String {
        guard let count: Int = order.number() else { return "?" }
        let first = randomBytes(count: count)
        let other = SecretBytes.random(count: count)
        return "\(first.count) \(other.count) \(other != SecretBytes(copying: first))"
    }

    private static func bytes(_ digits: Substring) -> [UInt8] { Hex.decode(digits) ?? [] }

    private static func name(_ error: PrimitiveError) -> String {
        switch error {
        case .cannotOpen: "cannot open"
        case .invalidLength: "length"
        case .invalidParameter: "parameter"
        case .outOfMemory: "memory"
        case .invalidElement: "element"
        case .invalidScalar: "scalar"
        }
    }
}
