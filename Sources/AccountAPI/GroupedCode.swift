import Primitives

/// A random code of ``CodeAlphabet`` that people copy in groups of four, and type back as they like.
///
/// Each character has five bits.
package struct GroupedCode<Purpose: CodePurpose>: Sendable, Hashable {
    /// How many characters a code has.
    package static var length: Int { Purpose.length }
    private static var groupLength: Int { 4 }
    private static var longestText: Int { 128 }
    private let characters: [UInt8]

    /// Makes the code of as many random bytes as it has characters.
    package init(random bytes: [UInt8]) {
        precondition(bytes.count == Self.length, "a code is made of a random byte for each character")
        characters = bytes.map { CodeAlphabet.characters[Int($0 & 31)] }
    }

    /// Reads a code as people type it; nil unless it has the form of one.
    package init?(typed text: String) {
        guard text.utf8.count <= Self.longestText else { return nil }
        let symbols = text.utf8.filter(CodeAlphabet.isLetterOrDigit).map(CodeAlphabet.symbol)
        guard symbols.count == Self.length, symbols.allSatisfy({ $0 != nil }) else { return nil }
        characters = symbols.compactMap { $0.map { CodeAlphabet.characters[Int($0)] } }
    }

    /// The characters in upper case, as they are sent and hashed.
    package var plain: String { String(decoding: characters, as: UTF8.self) }

    /// The code in groups, as people read it.
    package var grouped: String {
        stride(from: 0, to: Self.length, by: Self.groupLength)
            .map { String(decoding: characters[$0..<($0 + Self.groupLength)], as: UTF8.self) }
            .joined(separator: "-")
    }

    /// SHA-256 of ``plain``, by which the service finds an enrollment without keeping its code.
    package var hash: [UInt8] { SHA256.hash(characters) }
}

/// What a ``GroupedCode`` is for.
package protocol CodePurpose {
    /// How many characters its codes have, in whole groups.
    static var length: Int { get }
    /// The name of its codes, for texts that hide them.
    static var name: String { get }
}

/// What an organisation's QR code carries: valid once, for a short time, for one member.
///
/// It has 80 random bits.
package typealias EnrollmentCode = GroupedCode<EnrollmentPurpose>

/// What a letter carries: it opens five sign-ins that no stranger can spend, to whoever types it, for a day.
///
/// It has 60 random bits, so guessing it needs no limit that a stranger could use up.
package typealias LetterCode = GroupedCode<LetterPurpose>

/// The purpose of an ``EnrollmentCode``.
package enum EnrollmentPurpose: CodePurpose {
    package static let length = 16
    package static let name = "EnrollmentCode"
}

/// The purpose of a ``LetterCode``.
package enum LetterPurpose: CodePurpose {
    package static let length = 12
    package static let name = "LetterCode"
}

extension GroupedCode: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Says that the code is hidden.
    package var description: String { "\(Purpose.name)(redacted)" }

    /// Says that the code is hidden.
    package var debugDescription: String { description }

    /// Shows no children.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
