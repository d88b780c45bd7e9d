package import Primitives

/// A code that was sent to a contact, as someone has typed it: eight digits.
package struct ContactCode: Sendable {
    let digits: String

    /// Takes what was typed; spaces and hyphens do not matter.
    ///
    /// Throws where it has not eight digits, which is told before a try is spent.
    package init(typed: SecretBytes) throws(Failure) {
        var copy = typed.exposedBytes()
        var bytes = copy.filter { byte in
            ![UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "\r"), UInt8(ascii: "\t")].contains(byte)
        }
        defer {
            wipe(&copy)
            wipe(&bytes)
        }
        guard bytes.count == 8, bytes.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            throw Failure(.contactCodeMistyped)
        }
        digits = String(decoding: bytes, as: UTF8.self)
    }
}

extension ContactCode: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Says that the code is hidden.
    package var description: String { "ContactCode(redacted)" }

    /// Says that the code is hidden.
    package var debugDescription: String { description }

    /// Shows no children.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
