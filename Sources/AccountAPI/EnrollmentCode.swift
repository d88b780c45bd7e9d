import Primitives

/// What an organisation's QR code carries: good once, for a short time, for one member.
///
/// It has 16 random characters of 32, which is 80 bits.
package struct EnrollmentCode: Sendable, Hashable {
    /// How many characters a code has.
    package static let length = 16
    private static let groupLength = 4
    private static let longestText = 128
    private let characters: [UInt8]

    /// Makes the code of 16 random bytes, of which each gives five bits.
    package init(random bytes: [UInt8]) {
        precondition(bytes.count == Self.length, "a code is made of 16 random bytes")
        characters = bytes.map { CodeAlphabet.characters[Int($0 & 31)] }
    }

    /// Reads a code as people type it; nil unless it has the form of one.
    package init?(typed text: String) {
        guard text.utf8.count <= Self.longestText else { return nil }
        let symbols = text.utf8.filter(CodeAlphabet.isLetterOrDigit).map(CodeAlphabet.symbol)
        guard symbols.count == Self.length, symbols.allSatisfy({ $0 != nil }) else { return nil }
        characters = symbols.compactMap { $0.map { CodeAlphabet.characters[Int($0)] } }
    }

    /// The 16 characters in upper case, as they are sent and hashed.
    package var plain: String { String(decoding: characters, as: UTF8.self) }

    /// The code in four groups, as people read it.
    package var grouped: String {
        stride(from: 0, to: Self.length, by: Self.groupLength)
            .map { String(decoding: characters[$0..<($0 + Self.groupLength)], as: UTF8.self) }
            .joined(separator: "-")
    }

    /// SHA-256 of ``plain``, which is all that the service keeps.
    package var hash: [UInt8] { SHA256.hash(characters) }
}

extension EnrollmentCode: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Says that the code is hidden.
    package var description: String { "EnrollmentCode(redacted)" }

    /// Says that the code is hidden.
    package var debugDescription: String { description }

    /// Shows no children.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
