package import AccountAPI

/// Carries messages of one kind.
package protocol MessageSender: Sendable {
    /// Hands a message over, or throws a ``MessageError``.
    func send(_ message: Message) async throws

    /// Tries as much of the way as can be tried without a message, or throws a ``MessageError``.
    func check() async throws
}

extension MessageSender {
    /// Nothing can be tried without a message.
    package func check() async throws {}
}

/// What carries messages: mail, text messages, both or none.
package struct Messages: Sendable {
    private let mail: (any MessageSender)?
    private let texts: (any MessageSender)?

    /// Carries mail and text messages by these senders; messages without a sender are refused.
    package init(mail: (any MessageSender)? = nil, texts: (any MessageSender)? = nil) {
        self.mail = mail
        self.texts = texts
    }

    /// Whether messages to contacts of this kind can be sent.
    package func carries(_ kind: ContactKind) -> Bool {
        sender(kind) != nil
    }

    /// Hands a message over, or throws a ``MessageError``.
    package func send(_ message: Message) async throws {
        guard let sender = sender(message.recipient.kind) else { throw MessageError.notSetUp }
        try await sender.send(message)
    }

    /// Tries what carries mail as far as that goes without a message.
    package func checkMail() async throws {
        try await mail?.check()
    }

    /// Sends a message that shows that mail arrives.
    package func sendTest(to address: String) async throws {
        guard let contact = try? ContactAddress(.email, address) else { throw MessageError.invalidRecipient }
        try await send(.test(to: contact.recipient))
    }

    private func sender(_ kind: ContactKind) -> (any MessageSender)? {
        switch kind {
        case .email: mail
        case .phone: texts
        }
    }
}

/// Says why a message was not handed over; it names no recipient.
package enum MessageError: Error, Equatable, Sendable {
    /// Nothing carries messages of this kind.
    case notSetUp
    /// The recipient is no e-mail address.
    case invalidRecipient
    /// The folder of the outbox cannot be written to.
    case outboxUnwritable
    /// The server does not answer.
    case unreachable
    /// The server takes the connection and says nothing.
    case silent
    /// The server's certificate is not one that this machine, or the given authority, trusts.
    case untrusted
    /// The server does not offer TLS.
    case noTLS
    /// The file of the mail server's authorities cannot be used.
    case authoritiesUnusable
    /// The server does not accept the sign-in.
    case signInRefused
    /// The server will not take the message now; `status` is its answer.
    case busy(status: Int)
    /// The server will never take this message; `status` is its answer.
    case refused(status: Int)
    /// The server says something that makes no sense.
    case badAnswer

    /// The failure that an error of a sender means; of any other it is not known whether the message has left.
    init(of error: any Error) {
        self = error as? MessageError ?? .silent
    }
}
