import Primitives

/// The group ristretto255 with this module's errors: whatever is refused came with a message.
enum Group {
    /// Maps 64 uniform bytes to an element.
    static func element(fromUniform bytes: SecretBytes) throws(OPAQUEError) -> SecretBytes {
        try translating { () throws(PrimitiveError) in try Ristretto255.element(fromUniform: bytes) }
    }

    /// Multiplies an element by a scalar, and refuses the identity before and after.
    static func multiply(_ element: some ByteSource, by scalar: SecretBytes) throws(OPAQUEError) -> SecretBytes {
        try translating { () throws(PrimitiveError) in try Ristretto255.multiply(element, by: scalar) }
    }

    /// Multiplies the base element by a scalar that is not zero.
    static func multiplyBase(by scalar: SecretBytes) throws(OPAQUEError) -> [UInt8] {
        try translating { () throws(PrimitiveError) in try Ristretto255.multiplyBase(by: scalar) }
    }

    /// Returns the inverse of a scalar that is not zero.
    static func invert(_ scalar: SecretBytes) throws(OPAQUEError) -> SecretBytes {
        try translating { () throws(PrimitiveError) in try Ristretto255.invert(scalar) }
    }

    /// Reduces 64 uniform bytes to a scalar, which may be zero.
    static func reduce(_ bytes: SecretBytes) throws(OPAQUEError) -> SecretBytes {
        try translating { () throws(PrimitiveError) in try Ristretto255.reduce(bytes) }
    }

    private static func translating<T>(_ body: () throws(PrimitiveError) -> T) throws(OPAQUEError) -> T {
        do {
            return try body()
        } catch {
            throw .invalidMessage
        }
    }
}
