package import Encodings

/// A code as it is shown to a person.
package struct OneTimeCode: Sendable, Hashable {
    /// The code without any space.
    package let text: String
    /// The moment at which the next code takes over, or nil for a code that depends on a counter.
    package let validUntil: Instant?

    /// Creates a code from its text and the end of its time step.
    package init(text: String, validUntil: Instant?) {
        self.text = text
        self.validUntil = validUntil
    }

    /// The code in two halves from six digits on, such as `371 816`; shorter codes, so those of Steam, stay whole.
    package var grouped: String {
        let bytes = text.utf8
        guard bytes.count >= 6 else { return text }
        let half = bytes.index(bytes.startIndex, offsetBy: bytes.count / 2)
        return "\(text[..<half]) \(text[half...])"
    }
}

extension OneTimeCode: CustomStringConvertible, CustomDebugStringConvertible {
    /// A text that does not show the code.
    package var description: String { "OneTimeCode(redacted)" }
    /// A text that does not show the code.
    package var debugDescription: String { description }
}
