package import Encodings

extension Identifier {
    /// A fresh identifier, 128 random bits.
    package static func random() -> Self { Self(bytes: randomBytes(count: 16)) }
}
