import AccountServer

extension Failure {
    /// Describes a failure of this kind.
    init(_ error: MessageSettingsError) {
        let (code, message, remedy) =
            switch error {
            case .invalidMail:
                (
                    "mail.invalid-setting", "the setting of mail is none that this program knows",
                    "write it as smtp://user@host:587, smtps://user@host:465, smtp://relay or outbox:DIR"
                )
            case .passwordInMail:
                (
                    "mail.password-in-setting", "a password stands in the address of the mail server",
                    "take it out, and give it with --mail-password-file or SPAREKEY_MAIL_PASSWORD"
                )
            case .noSender:
                (
                    "mail.no-sender", "nothing says from which address mail comes",
                    "give an e-mail address with --mail-from"
                )
            case .invalidSender:
                (
                    "mail.invalid-sender", "what is given as the sender of mail is no e-mail address",
                    "write --mail-from as accounts@example.org, or as 'Accounts <accounts@example.org>'"
                )
            case .noMailPassword:
                (
                    "mail.no-password", "the mail server has a user, but no password was given",
                    "give it with --mail-password-file or SPAREKEY_MAIL_PASSWORD"
                )
            case .unreadableAuthorities:
                (
                    "mail.invalid-authority", "the certificate authority of the mail server cannot be read",
                    "give a PEM file that this user may read with --mail-ca"
                )
            case .invalidSMS:
                (
                    "sms.invalid-setting", "the setting of text messages is none that this program knows",
                    "write it as webhook:https://host/path or outbox:DIR"
                )
            case .insecureSMS:
                (
                    "sms.plain-http", "the webhook would get codes over plain HTTP",
                    "give an address that begins with https://"
                )
            }
        self.init(code, message, remedy: remedy, status: ExitStatus.configuration)
    }

    /// Describes a failure of this kind.
    init(_ error: MessageError) {
        switch error {
        case .notSetUp:
            self.init(
                "mail.not-set-up",
                "nothing says how mail is sent",
                remedy: "give --mail smtp://user@host or --mail outbox:DIR",
                status: ExitStatus.configuration
            )
        case .invalidRecipient:
            self.init(
                "mail.invalid-recipient",
                "this is no e-mail address",
                remedy: "write it as name@example.org",
                status: ExitStatus.usage
            )
        case .outboxUnwritable:
            self.init(
                "mail.outbox-unwritable",
                "the folder of the outbox cannot be written to",
                remedy: "give a folder that this user may make or write to",
                status: ExitStatus.configuration
            )
        case .unreachable:
            self.init(
                "mail.unreachable",
                "the mail server does not answer",
                remedy: "check host and port, and that no firewall stands between",
                status: ExitStatus.unavailable
            )
        case .silent:
            self.init(
                "mail.silent",
                "the mail server takes the connection and then says nothing",
                remedy: "write smtps:// where TLS begins at once (mostly port 465), else smtp:// (587 or 25)",
                status: ExitStatus.unavailable
            )
        case .untrusted:
            self.init(
                "mail.untrusted",
                "the certificate of the mail server is not trusted, or is another host's",
                remedy: "use the name that the certificate is for; give an authority of your own with --mail-ca",
                status: ExitStatus.refused
            )
        case .noTLS:
            self.init(
                "mail.no-tls",
                "the mail server does not offer TLS, so nothing was sent",
                remedy: "use the port for submission with smtp://, or smtps:// where TLS begins at once",
                status: ExitStatus.refused
            )
        case .authoritiesUnusable:
            self.init(.unreadableAuthorities)
        case .signInRefused:
            self.init(
                "mail.sign-in-refused",
                "the mail server does not accept the user or the password, or asks for a sign-in",
                remedy: "check the user in --mail and the password",
                status: ExitStatus.refused
            )
        case .busy(let status):
            self.init(
                "mail.busy",
                "the mail server does not take the message now (it answers \(status))",
                remedy: "try again later; if it stays, its log says why",
                status: ExitStatus.temporary
            )
        case .refused(let status):
            self.init(
                "mail.refused",
                "the mail server refuses the message (it answers \(status))",
                remedy: "check --mail-from and the recipient: the server may send for its own addresses only",
                status: ExitStatus.refused
            )
        case .badAnswer:
            self.init(
                "mail.bad-answer",
                "what answers there does not speak SMTP as a mail server does",
                remedy: "check host and port",
                status: ExitStatus.unavailable
            )
        }
    }
}
