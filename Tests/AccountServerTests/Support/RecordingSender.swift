import AccountServer
import Foundation
import Synchronization

/// Keeps the messages that it is given; a real sender whose mailbox is an array.
final class RecordingSender: MessageSender {
    private let kept = Mutex<[Message]>([])
    private let failure = Mutex<MessageError?>(nil)

    func send(_ message: Message) async throws {
        if let failure = failure.withLock({ $0 }) { throw failure }
        kept.withLock { $0.append(message) }
    }

    /// The messages, the oldest first.
    var messages: [Message] { kept.withLock { $0 } }

    /// What every message meets from now on.
    func fail(with error: MessageError?) {
        failure.withLock { $0 = error }
    }

    /// The code in the newest letter to an address.
    func letter(to address: String) -> String? {
        let text = messages.last { $0.kind == .letter && $0.recipient.address == address }?.text ?? ""
        return text.firstMatch(of: /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/).map { String($0.0) }
    }

    /// The code in the newest message to an address; empty if there is none.
    func code(to address: String) -> String {
        let text = messages.last { $0.kind == .contactCode && $0.recipient.address == address }?.text ?? ""
        return text.firstMatch(of: /(\d{4}) (\d{4})/).map { "\($0.1)\($0.2)" } ?? ""
    }
}
