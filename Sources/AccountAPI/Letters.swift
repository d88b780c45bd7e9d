package import HTTPTypes

/// Has a letter sent: a message with a ``LetterCode`` to the verified contacts of a name.
///
/// Anyone may ask. The answer is the same whether the name has an account and contacts or not.
package enum RequestLetter: Endpoint {
    package static let method = HTTPRequest.Method.post
    package static let path = "/v1/letters"
    package static let access = Access.open

    /// The user name, and the language of the message.
    package struct Request: Codable, Sendable {
        package let username: String
        /// Of whoever asks; without it each contact gets the one that was last asked for there.
        package let language: String?

        package init(username: String, language: String? = nil) {
            self.username = username
            self.language = language
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
