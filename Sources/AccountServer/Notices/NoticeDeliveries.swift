import AccountAPI
import Encodings
import Logging
import SQLDatabase
import ServiceLifecycle

/// Carries notices to contacts after their transactions: nobody waits for it, and what fails is tried again.
struct NoticeDeliveries: Sendable {
    /// How many are taken at once.
    private static let batch: Int64 = 20
    /// How long one try may take; another node takes it over then.
    static let lease = 5 * Milliseconds.minute
    /// After how many tries a notice is given up: about a day.
    static let tries: Int64 = 30
    /// After how many tries that were not heard of again a notice is given up: it may have arrived each time.
    static let unheardTries: Int64 = 2
    private static let longestPause = Milliseconds.hour
    private let service: ServiceContext
    private let address: PublicAddress

    /// Makes the rules over a service; messages name its address.
    init(_ service: ServiceContext, _ address: PublicAddress) {
        self.service = service
        self.address = address
    }

    /// Sends what is due, and returns how much that was; where the service stops, the one under way is the last.
    @discardableResult
    func sendDue() async throws -> Int {
        let now = service.now
        let due = try await service.database.read { transaction in
            try NoticeDeliveryStore(transaction: transaction).due(at: now, limit: Self.batch)
        }
        for delivery in due where !Task.isShuttingDownGracefully { try await send(delivery) }
        return due.count
    }

    private func send(_ delivery: NoticeDelivery) async throws {
        let now = service.now
        let claimed = try await service.database.write { transaction -> (message: Message, tries: Int64)? in
            let store = NoticeDeliveryStore(transaction: transaction)
            guard let (tries, unheard) = try store.claim(delivery, at: now, until: now + Self.lease) else { return nil }
            guard unheard < Self.unheardTries else {
                try store.delete(delivery)
                return nil
            }
            guard
                let notice = try NoticeStore(transaction: transaction).notice(delivery.notice),
                let contact = try Contacts(service)
                    .recipient(delivery.contact, of: notice.account, transaction)
            else { return nil }
            let told = try AccountNotice(notice, service.atRest)
            let canRevoke = try told.device.map { try DeviceStore(transaction: transaction).device($0) != nil } ?? false
            var message = Message.notice(told, to: contact, canRevoke: canRevoke, service: address.url)
            message.id = "\(delivery.notice.rawValue).\(delivery.contact.rawValue)"
            return (message, tries)
        }
        guard let (message, tries) = claimed else { return }
        let failure: MessageError?
        do {
            try await service.messages.send(message)
            failure = nil
        } catch {
            // Whether the server has taken it is not known.
            guard !Task.isCancelled else { return }
            failure = MessageError(of: error)
        }
        let isOver = failure.map { tries >= Self.tries || $0.isFinal } ?? true
        if let failure {
            let outcome = isOver ? "gave a notice up" : "could not send a notice"
            service.log.warning("\(outcome)", metadata: ["error": "\(failure)", "tries": "\(tries)"])
        }
        let next = service.now + Self.pause(after: tries)
        try await service.database.write { transaction in
            let store = NoticeDeliveryStore(transaction: transaction)
            try isOver ? store.delete(delivery) : store.postpone(delivery, until: next)
        }
    }

    /// A minute, and twice as long after each try, up to an hour.
    static func pause(after tries: Int64) -> Milliseconds {
        min(.minute << min(tries - 1, 6), longestPause)
    }
}

extension MessageError {
    /// Whether the same message will fail again.
    var isFinal: Bool {
        switch self {
        case .refused, .invalidRecipient: true
        default: false
        }
    }
}
