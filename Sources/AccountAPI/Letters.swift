package import HTTPTypes

/// Has a letter sent: a message with a ``LetterCode`` to the verified contacts of a name.
///
/// Anybody may ask. The answer is the same whether the name has an account and contacts or not.
package enum RequestLetter: Endpoint {
    package static let method = HTTPRequest.Method.post
    package static let path = "/v1/letters"
    package static let access = Access.open

    /// The user name.
    package struct Request: Codable, Sendable {
        package let username: String

        package init(username: String) {
            self.username = username
        }
    }

    /// Until when a code that arrives is accepted, and how many tries it opens.
    package struct Response: Codable, Sendable {
        /// Milliseconds since 1970.
        package let expires: Int64
        /// The sign-ins that the code lets through.
        package let tries: Int

        package init(expires: Int64, tries: Int) {
            self.expires = expires
            self.tries = tries
        }
    }
}

/// What a letter carries: it opens five sign-ins that no stranger can spend, to whoever types it, for a day.
///
/// It has 12 random characters of 32, which is 60 bits, so guessing it needs no limit that a stranger could use up.
package struct LetterCode: Sendable, Hashable {
    /// How many characters a code has.
    package static let length = 12
    private static let groupLength = 4
    private static let longestText = 128
    private let characters: [UInt8]

    /// Makes the code of 12 random bytes, of which each gives five bits.
    package init(random bytes: [UInt8]) {
        precondition(bytes.count == Self.length, "a code is made of 12 random bytes")
        characters = bytes.map { CodeAlphabet.characters[Int($0 & 31)] }
    }

    /// Reads a code as people type it; nil unless it has the form of one.
    package init?(typed text: String) {
        guard text.utf8.count <= Self.longestText else { return nil }
        let symbols = text.utf8.filter(CodeAlphabet.isLetterOrDigit).map(CodeAlphabet.symbol)
        guard symbols.count == Self.length, symbols.allSatisfy({ $0 != nil }) else { return nil }
        characters = symbols.compactMap { $0.map { CodeAlphabet.characters[Int($0)] } }
    }

    /// The 12 characters in upper case, as they are sent and hashed.
    package var plain: String { String(decoding: characters, as: UTF8.self) }

    /// The code in three groups, as people read it.
    package var grouped: String {
        stride(from: 0, to: Self.length, by: Self.groupLength)
            .map { String(decoding: characters[$0..<($0 + Self.groupLength)], as: UTF8.self) }
            .joined(separator: "-")
    }
}

extension LetterCode: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Says that the code is hidden.
    package var description: String { "LetterCode(redacted)" }

    /// Says that the code is hidden.
    package var debugDescription: String { description }

    /// Shows no children.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
