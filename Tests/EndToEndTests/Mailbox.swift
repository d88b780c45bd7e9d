import AccountAPI
import AccountServer
import DeviceCore
import Foundation
import Primitives
import Synchronization

/// The mail and the text messages that the people of a story get.
final class Mailbox: MessageSender {
    private let kept = Mutex<[Message]>([])

    func send(_ message: Message) async throws {
        kept.withLock { $0.append(message) }
    }

    /// The messages, the oldest first.
    var messages: [Message] { kept.withLock { $0 } }

    /// The code in the newest message to an address.
    func code(to address: String) throws -> ContactCode {
        let text = messages.last { $0.recipient.address == address }?.text ?? ""
        let digits = text.firstMatch(of: /\d{4} \d{4}/).map { String($0.output) } ?? ""
        return try ContactCode(typed: SecretBytes(utf8: digits))
    }

    /// Someone who reads the messages that come to these addresses, and types their codes.
    func reader(of addresses: String..., asked: Box<[CodeQuestion]> = Box([])) -> ContactQuestions {
        reader(ofAll: addresses, asked: asked)
    }

    /// Someone who reads the messages that come to these addresses, and types their codes.
    func reader(ofAll addresses: [String], asked: Box<[CodeQuestion]> = Box([])) -> ContactQuestions {
        ContactQuestions(language: "en") { contacts in
            contacts[0]
        } code: { [self] question in
            asked.value.append(question)
            let address = messages.last?.recipient.address ?? ""
            guard addresses.contains(address) else { throw Failure(.contactProofSent) }
            return try code(to: address)
        }
    }
}
