import Foundation
import Mail

/// Sends messages by mail.
struct SMTPSender: MessageSender {
    private let server: MailServer
    private let sender: MailSender

    /// Sends through a server, from someone.
    init(server: MailServer, from sender: MailSender) {
        self.server = server
        self.sender = sender
    }

    func send(_ message: Message) async throws {
        let mail = MailText(message, from: sender).bytes(at: Date())
        do throws(MailError) {
            try await server.send(mail, from: sender.address, to: message.recipient.address)
        } catch {
            throw MessageError(mail: error)
        }
    }

    func check() async throws {
        do throws(MailError) {
            try await server.check()
        } catch {
            throw MessageError(mail: error)
        }
    }
}

extension MessageError {
    fileprivate init(mail error: MailError) {
        self =
            switch error {
            case .unreachable: .unreachable
            case .silent: .silent
            case .untrusted: .untrusted
            case .noTLS: .noTLS
            case .authoritiesUnusable: .authoritiesUnusable
            case .signInRefused: .signInRefused
            case .busy(let status): .busy(status: status)
            case .refused(let status): .refused(status: status)
            case .badAnswer: .badAnswer
            }
    }
}
