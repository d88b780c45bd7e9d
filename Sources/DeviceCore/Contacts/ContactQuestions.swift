package import AccountAPI
package import Encodings

/// What a person is asked while a code is on its way to a contact.
package struct ContactQuestions: Sendable {
    /// The language of the messages.
    let language: String
    /// Chooses the contact that a code is sent to, of two or more.
    let choose: @Sendable ([ListContacts.Contact]) throws -> ListContacts.Contact
    /// Whether a code that was sent a little while ago, and can be typed still, is asked for in the place of another.
    let reusesCode: Bool
    /// Asks for the code; once more where it was wrong.
    ///
    /// Nil to have another sent, where the code was sent before.
    let code: @Sendable (CodeQuestion) throws -> ContactCode?

    /// Takes the questions; each throws where nobody can be asked.
    package init(
        language: String,
        reusesCode: Bool = false,
        choose: @escaping @Sendable ([ListContacts.Contact]) throws -> ListContacts.Contact,
        code: @escaping @Sendable (CodeQuestion) throws -> ContactCode?
    ) {
        self.language = language
        self.reusesCode = reusesCode
        self.choose = choose
        self.code = code
    }
}

/// The question for a code that was sent.
package struct CodeQuestion: Sendable {
    /// What was sent, and where.
    package let sent: SentContactCode
    /// Whether the code is a step on the way to something else, rather than the verification of a new contact.
    package let isProof: Bool
    /// How many more tries there are; nil before the first.
    package let attemptsLeft: Int?

    /// When the code was sent, where that was before this question came up; nil where it is on its way.
    package var sentBefore: Instant? { sent.sent.map { Instant(milliseconds: $0) } }
}
