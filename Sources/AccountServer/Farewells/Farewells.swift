import AccountAPI
import Encodings
import Logging
import Primitives
import SQLDatabase
import ServiceLifecycle

/// The last messages to contacts that are none any more: sent at once, and tried again as notices are.
///
/// Such a contact gets no later notice, so what it is told here must not be lost with one answer of a mail server.
struct Farewells: Sendable {
    private let service: ServiceContext

    /// Makes the rules over a service.
    init(_ service: ServiceContext) {
        self.service = service
    }

    /// Keeps the last message to a contact, in the transaction that ends it; nil where nothing carries messages there.
    func keep(
        _ occasion: FarewellOccasion,
        for contact: StoredContact,
        _ transaction: any SQLTransaction
    ) throws -> FarewellID? {
        guard service.messages.carries(contact.kind) else { return nil }
        let address = try Contacts(service).address(of: contact)
        let id = FarewellID.random()
        try FarewellStore(transaction: transaction).insert(
            id,
            occasion,
            kind: contact.kind,
            value: service.atRest.seal(Array(address.text.utf8), for: .farewellValue(row: id.rawValue)),
            language: contact.language,
            due: service.now
        )
        return id
    }

    /// Sends what is due, and returns how much that was; where the service stops, the one under way is the last.
    @discardableResult
    func sendDue() async throws -> Int {
        let now = service.now
        let due = try await service.database.read { transaction in
            try FarewellStore(transaction: transaction).due(at: now, limit: MessageDelivery.batch)
        }
        for id in due where !Task.isShuttingDownGracefully { try await send(id) }
        return due.count
    }

    /// Tries a message that was just kept; what goes wrong now is tried again later.
    func sendNow(_ id: FarewellID) async {
        do {
            try await send(id)
        } catch {
            service.log.warning("could not note that a message was sent")
        }
    }

    private func send(_ id: FarewellID) async throws {
        let now = service.now
        let claimed = try await service.database.write { transaction -> Farewell? in
            let store = FarewellStore(transaction: transaction)
            let claimed = try store.claim(id, at: now, until: now + MessageDelivery.lease)
            guard let claimed, claimed.unheard >= MessageDelivery.unheardTries else { return claimed }
            try store.delete(id)
            return nil
        }
        guard let farewell = claimed else { return }
        let address = try service.atRest.text(farewell.value, from: .farewellValue(row: id.rawValue))
        var message = Message.farewell(
            farewell.occasion,
            to: ContactAddress(kind: farewell.kind, text: address).recipient,
            language: farewell.language
        )
        message.id = id.rawValue
        guard let outcome = await service.deliver(message, tries: farewell.tries, as: "message") else { return }
        try await service.database.write { transaction in
            let store = FarewellStore(transaction: transaction)
            switch outcome {
            case .over: try store.delete(id)
            case .again(let time): try store.postpone(id, until: time)
            }
        }
    }
}

extension Message {
    /// The last message to somebody who is no contact of the account any more.
    static func farewell(_ occasion: FarewellOccasion, to recipient: Recipient, language: String) -> Message {
        let words = ServiceWords.preferred([language])
        let key =
            switch occasion {
            case .contactRemoved: "message.contactRemoved"
            case .accountDeleted: "message.accountDeleted"
            }
        return Message(
            recipient: recipient,
            kind: .notice,
            subject: words.text("\(key).subject"),
            text: words.text("\(key).\(recipient.kind == .email ? "text" : "short")"),
            language: words.language
        )
    }
}
