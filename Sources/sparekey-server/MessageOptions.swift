import AccountServer
import ArgumentParser
import Foundation
import LocalFiles
import Primitives

/// The options of sending messages to contacts.
struct MessageOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "How mail is sent: smtp://user@host:587, smtps://user@host:465, smtp://relay or outbox:DIR (SPAREKEY_MAIL).",
            valueName: "how"
        )
    )
    var mail: String?

    @Option(
        help: ArgumentHelp(
            "Whom mail comes from, a@b or 'Name <a@b>' (SPAREKEY_MAIL_FROM).",
            valueName: "address"
        )
    )
    var mailFrom: String?

    @Option(
        help: ArgumentHelp("A file with the mail server's password (or SPAREKEY_MAIL_PASSWORD).", valueName: "file")
    )
    var mailPasswordFile: String?

    @Option(
        help: ArgumentHelp(
            "The mail server's own certificate authority, a PEM file (SPAREKEY_MAIL_CA).",
            valueName: "file"
        )
    )
    var mailCA: String?

    @Option(
        help: ArgumentHelp("How text messages are sent: webhook:URL or outbox:DIR (SPAREKEY_SMS).", valueName: "how")
    )
    var sms: String?

    @Option(
        help: ArgumentHelp("A file with the webhook's bearer token (or SPAREKEY_SMS_TOKEN).", valueName: "file")
    )
    var smsTokenFile: String?

    /// The settings that the options, and the variables behind them, make.
    ///
    /// Without any, a service that only this machine can reach writes messages into a folder.
    func settings(for configuration: ServiceConfiguration) throws -> MessageSettings {
        var settings = MessageSettings()
        settings.name = configuration.name
        settings.mail = mail ?? Variables.text("SPAREKEY_MAIL")
        settings.mailFrom = mailFrom ?? Variables.text("SPAREKEY_MAIL_FROM")
        settings.mailPassword = try Self.secret(file: mailPasswordFile, variable: "SPAREKEY_MAIL_PASSWORD")
        settings.mailCA = mailCA ?? Variables.text("SPAREKEY_MAIL_CA")
        settings.sms = sms ?? Variables.text("SPAREKEY_SMS")
        settings.smsToken = try Self.secret(file: smsTokenFile, variable: "SPAREKEY_SMS_TOKEN")
        if configuration.listen.isLoopback, !configuration.isBehindProxy {
            settings.outbox = "\(configuration.dataFolder)/outbox"
        }
        return settings
    }

    /// The bytes of a file or of a variable.
    private static func secret(file: String?, variable: String) throws -> SecretBytes? {
        guard let file else { return Variables.text(variable).map(SecretBytes.init(utf8:)) }
        guard var bytes = try? Files.readSecret(file), !bytes.isEmpty else {
            throw Failure(
                "file.unreadable",
                "\(file) cannot be read, is empty or is too long for a password",
                remedy: "give a file of one line that this user may read",
                status: ExitStatus.configuration
            )
        }
        return SecretBytes(wiping: &bytes)
    }
}
