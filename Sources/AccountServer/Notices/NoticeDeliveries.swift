import AccountAPI
import Encodings
import SQLDatabase
import ServiceLifecycle

/// Carries notices to contacts after their transactions: nobody waits for it, and what fails is tried again.
struct NoticeDeliveries: Sendable {
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
            try NoticeDeliveryStore(transaction: transaction).due(at: now, limit: MessageDelivery.batch)
        }
        for delivery in due where !Task.isShuttingDownGracefully { try await send(delivery) }
        return due.count
    }

    private func send(_ delivery: NoticeDelivery) async throws {
        let now = service.now
        let claimed = try await service.database.write { transaction -> (message: Message, tries: Int64)? in
            let store = NoticeDeliveryStore(transaction: transaction)
            guard let (tries, unheard) = try store.claim(delivery, at: now, until: now + MessageDelivery.lease) else {
                return nil
            }
            guard unheard < MessageDelivery.unheardTries else {
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
        guard let outcome = await service.deliver(message, tries: tries, as: "notice") else { return }
        try await service.database.write { transaction in
            let store = NoticeDeliveryStore(transaction: transaction)
            switch outcome {
            case .over: try store.delete(delivery)
            case .again(let time): try store.postpone(delivery, until: time)
            }
        }
    }
}
