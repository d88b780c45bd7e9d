package import AccountAPI

/// Something that the service tells a person by mail or text message; it holds nothing of the account but a code.
package struct Message: Sendable {
    /// Whom it goes to.
    package enum Recipient: Sendable, Equatable {
        /// An e-mail address.
        case email(String)
        /// A phone number, E.164.
        case phone(String)

        /// The address or number.
        package var address: String {
            switch self {
            case .email(let address), .phone(let address): address
            }
        }

        /// What kind of contact this is.
        package var kind: ContactKind {
            switch self {
            case .email: .email
            case .phone: .phone
            }
        }
    }

    /// What a message is about.
    package enum Kind: String, Sendable {
        /// A code to type.
        case contactCode = "contact-code"
        /// A code that lets sign-ins through, which someone has asked for.
        case letter
        /// Something happened to the account.
        case notice
        /// A test by whoever runs the service.
        case test
    }

    /// Whom it goes to.
    package let recipient: Recipient
    /// What it is about.
    package let kind: Kind
    /// One line; a text message has none.
    package let subject: String
    /// The whole text.
    package let text: String
    /// The language of subject and text.
    package let language: String
    /// What is the same in every try to send it, so that mail programs show it once; nil for what is sent once.
    package var id: String?

    /// Makes a message.
    package init(recipient: Recipient, kind: Kind, subject: String, text: String, language: String) {
        self.recipient = recipient
        self.kind = kind
        self.subject = subject
        self.text = text
        self.language = language
    }
}

extension Message: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Says that the message is hidden.
    package var description: String { "Message(redacted)" }

    /// Says that the message is hidden.
    package var debugDescription: String { description }

    /// Shows no children.
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension Message {
    /// The message of whoever tries the settings out.
    static func test(to recipient: Recipient) -> Message {
        let words = ServiceWords.preferred([])
        return Message(
            recipient: recipient,
            kind: .test,
            subject: words.text("message.test.subject"),
            text: words.text("message.test.text"),
            language: words.language
        )
    }

    /// The message that carries the code of a contact proof; `isNew` where the contact is not verified yet.
    static func contactCode(
        _ code: String,
        to recipient: Recipient,
        isNew: Bool,
        minutes: Int,
        language: String
    ) -> Message {
        let words = ServiceWords.preferred([language])
        let values = ["code": "\(code.prefix(4)) \(code.dropFirst(4))", "minutes": String(minutes)]
        let key =
            switch recipient.kind {
            case .email: isNew ? "message.newContact.text" : "message.contactProof.text"
            case .phone: "message.contactCode.short"
            }
        return Message(
            recipient: recipient,
            kind: .contactCode,
            subject: words.text("message.contactCode.subject"),
            text: words.text(key, values),
            language: words.language
        )
    }
}

extension ContactAddress {
    /// The recipient of messages to this contact.
    var recipient: Message.Recipient {
        switch kind {
        case .email: .email(text)
        case .phone: .phone(text)
        }
    }
}
