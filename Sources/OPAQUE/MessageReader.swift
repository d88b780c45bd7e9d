import Primitives

/// Takes a message of an exact length apart.
struct MessageReader {
    private var rest: ArraySlice<UInt8>

    /// Begins with a message, which must have the length given.
    init(_ bytes: [UInt8], length: Int) throws(OPAQUEError) {
        guard bytes.count == length else { throw .invalidMessage }
        rest = bytes[...]
    }

    /// Takes the next field.
    mutating func take(_ count: Int) -> [UInt8] {
        defer { rest = rest.dropFirst(count) }
        return [UInt8](rest.prefix(count))
    }

    /// Takes the next field, which must be an element other than the identity.
    mutating func takeElement() throws(OPAQUEError) -> [UInt8] {
        let element = take(Length.element)
        guard Ristretto255.isValid(element: element) else { throw .invalidMessage }
        return element
    }
}
