import AccountAPI
import Foundation
import Mail
import OutsideText
package import Primitives

/// How messages are sent, as the administrator writes it.
package struct MessageSettings: Sendable {
    /// `smtp://user@host:587`, `smtps://user@host:465`, `smtp://relay` or `outbox:DIR`.
    package var mail: String?
    /// The service's name, which mail comes from where ``mailFrom`` has none.
    package var name = ServiceConfiguration.standardName
    /// Whom mail comes from, `a@b` or `Name <a@b>`; without it the user of the server, where that is an
    /// address; an outbox needs none.
    package var mailFrom: String?
    /// The password of the mail server.
    package var mailPassword: SecretBytes?
    /// A PEM file with the authorities that the mail server is trusted by; without it those of the system.
    package var mailCA: String?
    /// `webhook:https://…` or `outbox:DIR`.
    package var sms: String?
    /// What the webhook is shown as `Authorization: Bearer`.
    package var smsToken: SecretBytes?
    /// The folder that takes the messages that have no setting of their own; nil for none.
    package var outbox: String?

    /// Starts with nothing set.
    package init() {}

    /// What carries messages under these settings.
    package func messages() throws(MessageSettingsError) -> Messages {
        Messages(mail: try mailSender(), texts: try textSender())
    }

    /// Writes into a folder, as whoever mail comes from.
    private func outboxSender(_ folder: String?) throws(MessageSettingsError) -> (any MessageSender)? {
        guard let folder else { return nil }
        guard let mailFrom else { return OutboxSender(folder: folder, from: .unset(service: name)) }
        guard let sender = MailSender(mailFrom, service: name) else { throw .invalidSender }
        return OutboxSender(folder: folder, from: sender)
    }

    private func mailSender() throws(MessageSettingsError) -> (any MessageSender)? {
        guard let mail else { return try outboxSender(outbox) }
        if let folder = Self.rest(of: mail, after: "outbox:") { return try outboxSender(folder) }
        guard let parts = URLComponents(address: mail), let scheme = parts.scheme, ["smtp", "smtps"].contains(scheme),
            let name = parts.encodedHost, !name.isEmpty, ["", "/"].contains(parts.path), parts.query == nil
        else { throw .invalidMail }
        guard parts.password == nil else { throw .passwordInMail }
        let host = name.without(prefix: "[")?.without(suffix: "]").map(String.init) ?? name
        let user = parts.user.flatMap { $0.isEmpty ? nil : $0 }
        guard let from = mailFrom ?? user else { throw .noSender }
        guard let sender = MailSender(from, service: self.name) else {
            throw mailFrom == nil ? .noSender : .invalidSender
        }
        let signIn = try user.map { user throws(MessageSettingsError) in
            guard let mailPassword else { throw .noMailPassword }
            return MailServer.SignIn(user: user, password: mailPassword)
        }
        if let mailCA, !FileManager.default.isReadableFile(atPath: mailCA) { throw .unreadableAuthorities }
        let server = MailServer(
            host: host,
            port: parts.port ?? (scheme == "smtps" ? 465 : user == nil ? 25 : 587),
            protection: Self.protection(scheme: scheme, host: host, hasAuthorities: mailCA != nil),
            signIn: signIn,
            authorities: mailCA
        )
        return SMTPSender(server: server, from: sender)
    }

    /// What leaves the machine is protected; on the machine itself TLS is used where its authority is given.
    static func protection(scheme: String, host: String, hasAuthorities: Bool) -> MailServer.Protection {
        if scheme == "smtps" { return .implicitTLS }
        return ListenAddress(host: host, port: 25).isLoopback && !hasAuthorities ? .none : .startTLS
    }

    private func textSender() throws(MessageSettingsError) -> (any MessageSender)? {
        guard let sms else { return try outboxSender(outbox) }
        if let folder = Self.rest(of: sms, after: "outbox:") { return try outboxSender(folder) }
        guard let url = Self.rest(of: sms, after: "webhook:"), let parts = URLComponents(address: url),
            let host = parts.host, !host.isEmpty, ["http", "https"].contains(parts.scheme), parts.user == nil
        else { throw .invalidSMS }
        guard parts.scheme == "https" || ListenAddress(host: host, port: 80).isLoopback else { throw .insecureSMS }
        return SMSWebhookSender(url: url, token: smsToken)
    }

    private static func rest(of text: String, after prefix: String) -> String? {
        text.without(prefix: prefix).flatMap { $0.isEmpty ? nil : String($0) }
    }
}

/// Says why messages cannot be sent as the administrator wrote it.
package enum MessageSettingsError: Error, Equatable, Sendable {
    /// The setting of mail has none of the forms that there are.
    case invalidMail
    /// A password stands in the address of the mail server, where other users of the machine could read it.
    case passwordInMail
    /// Nothing says from which address mail comes.
    case noSender
    /// What is given as the sender is no address, and no name with one.
    case invalidSender
    /// The mail server has a user but no password was given.
    case noMailPassword
    /// The file of authorities cannot be read.
    case unreadableAuthorities
    /// The setting of text messages has none of the forms that there are.
    case invalidSMS
    /// The webhook would get codes over plain HTTP.
    case insecureSMS
}
