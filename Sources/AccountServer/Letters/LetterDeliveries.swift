import AccountAPI
import Encodings
import Logging
import SQLDatabase
import ServiceLifecycle

/// Sends letters after their transactions: the answer comes before it is known whether there is anyone to send to.
struct LetterDeliveries: Sendable {
    /// How long after a failure it is tried again: someone waits for it.
    private static let pause = Milliseconds.minute
    private let service: ServiceContext

    /// Makes the rules over a service.
    init(_ service: ServiceContext) {
        self.service = service
    }

    /// Sends what is due, and returns how much that was; where the service stops, the one under way is the last.
    @discardableResult
    func sendDue() async throws -> Int {
        let now = service.now
        let due = try await service.database.read { transaction in
            try LetterStore(transaction: transaction).due(at: now, limit: MessageDelivery.batch)
        }
        for letter in due where !Task.isShuttingDownGracefully { try await send(letter) }
        return due.count
    }

    private func send(_ id: LetterID) async throws {
        let now = service.now
        let claimed = try await service.database.write { transaction -> (letter: DueLetter, to: [ContactRecipient])? in
            let store = LetterStore(transaction: transaction)
            guard let letter = try store.claim(id, at: now, until: now + MessageDelivery.lease) else { return nil }
            return (letter, try letter.account.map { try recipients(of: id, $0, transaction) } ?? [])
        }
        guard let (letter, recipients) = claimed else { return }
        guard letter.unheard < MessageDelivery.unheardTries else { return try await end(id, until: nil) }
        let code = try service.atRest.text(letter.code, from: .letterCode(row: id.rawValue))
        var failed = 0
        for recipient in recipients {
            do {
                let language = letter.language ?? recipient.language
                try await service.messages.send(.letter(code, to: recipient.recipient, language: language))
            } catch {
                // Whether the server has taken it is not known.
                guard !Task.isCancelled else { return }
                failed += 1
                service.log.warning("could not send a letter", metadata: ["error": "\(MessageError(of: error))"])
            }
        }
        // One contact that has it is enough: another try would send it there again.
        let isOver = failed == 0 || failed < recipients.count || letter.delivery >= MessageDelivery.tries
        try await end(id, until: isOver ? nil : service.now + Self.pause)
    }

    /// Notes that a try is over, and when the next one comes; nil for none.
    private func end(_ id: LetterID, until next: Milliseconds?) async throws {
        try await service.database.write { transaction in
            try LetterStore(transaction: transaction).postpone(id, until: next)
        }
    }

    /// The verified contacts of an account, to which a letter is noted to go: its code shows that someone reads one of
    /// them.
    private func recipients(
        of letter: LetterID,
        _ account: AccountID,
        _ transaction: any SQLTransaction
    ) throws -> [ContactRecipient] {
        let contacts = Contacts(service)
        let kept = try ContactStore(transaction: transaction).contacts(of: account, now: service.now)
            .filter { $0.isVerified && service.messages.carries($0.kind) }
        let store = LetterStore(transaction: transaction)
        try store.note(try store.contacts(of: letter).showing.union(kept.map(\.id)), of: letter)
        return try kept.map {
            ContactRecipient(recipient: try contacts.address(of: $0).recipient, language: $0.language)
        }
    }
}

extension Message {
    /// The message that carries the code of a letter.
    static func letter(_ code: String, to recipient: Recipient, language: String) -> Message {
        let words = ServiceWords.preferred([language])
        let values = [
            "code": code, "tries": String(Letters.tries), "hours": String(Letters.lifetime / .hour),
        ]
        return Message(
            recipient: recipient,
            kind: .letter,
            subject: words.text("message.letter.subject"),
            text: words.text("message.letter.\(recipient.kind == .email ? "text" : "short")", values),
            language: words.language
        )
    }
}
