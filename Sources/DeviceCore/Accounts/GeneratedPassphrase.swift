import OutsideText
package import Primitives

/// A passphrase of random words, for whoever would rather not invent one.
package struct GeneratedPassphrase: Sendable {
    /// The words with a space between them.
    package let secret: SecretBytes

    /// How many words there are: six of 2048 have 66 bits, each word 11.
    package static let count = 6

    /// Chooses words with the system's generator, each word of the list with the same probability.
    package static func random() -> GeneratedPassphrase {
        var generator = SystemRandomNumberGenerator()
        let chosen = (0..<count).compactMap { _ in words.randomElement(using: &generator) }
        return GeneratedPassphrase(secret: SecretBytes(utf8: chosen.joined(separator: " ")))
    }

    /// The words as they are shown.
    ///
    /// The string cannot be wiped: make it to be shown, only.
    package var text: String {
        var copy = secret.exposedBytes()
        defer { wipe(&copy) }
        return String(decoding: copy, as: UTF8.self)
    }

    /// The list: English words of 4 to 8 letters, no two of which differ in one letter or by an exchange of neighbours.
    package static let words: [String] = String(decoding: EmbeddedWords.passphrase, as: UTF8.self)
        .pieces(at: "\n").map(String.init)
}

extension GeneratedPassphrase: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Says that the words are hidden.
    package var description: String { "GeneratedPassphrase(redacted)" }

    /// Says that the words are hidden.
    package var debugDescription: String { description }

    /// Shows no children.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
