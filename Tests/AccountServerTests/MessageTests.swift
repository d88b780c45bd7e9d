import AccountAPI
import Foundation
import Mail
import Testing

@testable import AccountServer

/// Settings, words and form of messages; how they are sent is tested against real servers in Tests/Interop.
@Suite struct MessageTests {
    private static func settings(_ mail: String?, sms: String? = nil, from: String? = nil) -> MessageSettings {
        var settings = MessageSettings()
        settings.mail = mail
        settings.sms = sms
        settings.mailFrom = from
        return settings
    }

    @Test(
        arguments: [
            ("", MessageSettingsError.invalidMail), ("mail.example.org", .invalidMail), ("outbox:", .invalidMail),
            ("http://mail.example.org", .invalidMail), ("smtp://", .invalidMail), ("smtp://host/path", .invalidMail),
            ("smtp://host?tls=no", .invalidMail), ("smtp://host:port", .invalidMail),
            ("smtp://me:secret@mail.example.org", .passwordInMail), ("smtp://relay.example.org", .noSender),
            ("smtp://me@mail.example.org", .noSender), ("smtp://me%40example.org@mail.example.org", .noMailPassword),
        ]
    )
    func `a setting of mail that cannot work is refused`(mail: String, error: MessageSettingsError) {
        #expect(throws: error) { try Self.settings(mail).messages() }
    }

    @Test(
        arguments: [
            ("", MessageSettingsError.invalidSMS), ("https://example.org", .invalidSMS), ("webhook:", .invalidSMS),
            ("webhook:ftp://example.org", .invalidSMS), ("webhook:https://me:pw@example.org", .invalidSMS),
            ("webhook:https://example.org:0", .invalidSMS), ("webhook:http://127.0.0.1:387919", .invalidSMS),
            ("webhook:http://example.org/sms", .insecureSMS), ("webhook:http://127.evil.example/", .insecureSMS),
        ]
    )
    func `a setting of text messages that cannot work is refused`(sms: String, error: MessageSettingsError) {
        #expect(throws: error) { try Self.settings(nil, sms: sms).messages() }
    }

    @Test func `what is set decides which contacts there can be`() throws {
        let none = try Self.settings(nil).messages()
        #expect(!none.carries(.email) && !none.carries(.phone))
        let both = try Self.settings(
            "smtps://relay.example.org",
            sms: "webhook:https://sms.example.org/",
            from: "a@b.org"
        )
        .messages()
        #expect(both.carries(.email) && both.carries(.phone))
        var outbox = MessageSettings()
        outbox.outbox = "/nowhere"
        #expect(try outbox.messages().carries(.phone))
        var authority = Self.settings("smtp://relay.example.org", from: "a@b.org")
        authority.mailCA = "/nowhere"
        #expect(throws: MessageSettingsError.unreadableAuthorities) { try authority.messages() }
    }

    @Test func `nothing leaves the machine without TLS`() {
        for host in ["mail.example.org", "10.0.0.1", "127.evil.example", "localhost.example.org", "::2"] {
            #expect(MessageSettings.protection(scheme: "smtp", host: host, hasAuthorities: false) == .startTLS)
            #expect(MessageSettings.protection(scheme: "smtps", host: host, hasAuthorities: true) == .implicitTLS)
        }
        for host in ["localhost", "127.0.0.1", "::1"] {
            #expect(MessageSettings.protection(scheme: "smtp", host: host, hasAuthorities: false) == .none)
            #expect(MessageSettings.protection(scheme: "smtp", host: host, hasAuthorities: true) == .startTLS)
            #expect(MessageSettings.protection(scheme: "smtps", host: host, hasAuthorities: false) == .implicitTLS)
        }
    }

    @Test func `an outbox holds one file a message, which its owner alone may read`() async throws {
        let folder = URL.temporaryDirectory.appending(path: "sparekey-\(UUID().uuidString)/outbox").path
        defer { try? FileManager.default.removeItem(atPath: (folder as NSString).deletingLastPathComponent) }
        let sender = OutboxSender(folder: folder, from: try #require(MailSender("Élan <accounts@example.net>")))
        try await sender.send(.contactCode("12345678", to: .email("a@b.org"), isNew: true, minutes: 10, language: "en"))
        try await sender.send(
            .contactCode("00000042", to: .phone("+15550100199"), isNew: false, minutes: 10, language: "fr")
        )
        let manager = FileManager.default
        let names = try manager.contentsOfDirectory(atPath: folder).sorted()
        #expect(names.count == 2)
        let texts = try names.map { try String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8) }
        let fields = texts[0].components(separatedBy: "\n").prefix { !$0.hasPrefix("Kind: ") }
        #expect(fields[0] == "From: \"Élan\" <accounts@example.net>" && fields[1] == "To: a@b.org")
        #expect(fields[2] == "Subject: Your Sparekey code")
        #expect(fields[3].hasPrefix("Date: ") && fields[3].hasSuffix(" +0000"))
        #expect(fields[4].hasPrefix("Message-ID: <") && fields[4].hasSuffix("@example.net>"))
        #expect(fields.contains("Content-Transfer-Encoding: 8bit") && fields.contains("Content-Language: en"))
        #expect(texts[0].contains("\nKind: contact-code\n\nYour code is 1234 5678\n"))
        // A text message has neither a sender nor a subject.
        #expect(texts[1].hasPrefix("To: +15550100199\nDate: ") && !texts[1].contains("Subject: "))
        #expect(texts[1].contains("\nContent-Language: fr\nKind: contact-code\n\n0000 0042 est votre code"))
        for path in names.map({ "\(folder)/\($0)" }) {
            #expect(try manager.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
        }
        #expect(try manager.attributesOfItem(atPath: folder)[.posixPermissions] as? Int == 0o700)
        let nowhere = OutboxSender(folder: "/dev/null/outbox", from: .unset(service: "Acme"))
        await #expect(throws: MessageError.outboxUnwritable) { try await nowhere.send(.test(to: .email("a@b.org"))) }
    }

    @Test func `mail in an outbox comes from the service, or from whom the settings say`() async throws {
        let folder = URL.temporaryDirectory.appending(path: "sparekey-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        func header(_ settings: MessageSettings, in folder: String) async throws -> String? {
            try await settings.messages().sendTest(to: "ada@example.org")
            let name = try FileManager.default.contentsOfDirectory(atPath: folder)[0]
            return try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8).components(separatedBy: "\n").first
        }
        var beside = MessageSettings()
        (beside.name, beside.outbox) = ("Acme, Ltd", "\(folder)/beside")
        #expect(try await header(beside, in: "\(folder)/beside") == "From: \"Acme, Ltd\" <sparekey@localhost>")
        var chosen = Self.settings("outbox:\(folder)/chosen", from: "accounts@example.org")
        chosen.name = "Acme"
        #expect(try await header(chosen, in: "\(folder)/chosen") == "From: Acme <accounts@example.org>")
        for (mail, sms) in [("outbox:/nowhere", nil), (nil, "outbox:/nowhere")] {
            let settings = Self.settings(mail, sms: sms, from: "Ada")
            #expect(throws: MessageSettingsError.invalidSender) { try settings.messages() }
        }
    }

    @Test func `mail is plain ASCII in short lines, and says what it says`() throws {
        let text = "Votre code est 1234 5678\n\n=41 d’été : " + String(repeating: "é", count: 40) + " \n."
        let message = Message(
            recipient: .email("ada@example.org"),
            kind: .notice,
            subject: "Nouvel appareil : « téléphone d’Ada », le " + String(repeating: "très ", count: 20),
            text: text,
            language: "fr"
        )
        let date = Date(timeIntervalSince1970: 1_800_000_000)
        let sender = try #require(MailSender("accounts@example.net"))
        let mail = String(decoding: MailText(message, from: sender).bytes(at: date), as: UTF8.self)
        let parts = mail.components(separatedBy: "\r\n\r\n")
        let lines = mail.components(separatedBy: "\r\n")
        #expect(mail.utf8.allSatisfy { $0 < 0x80 } && mail.hasSuffix("\r\n"))
        #expect(lines.allSatisfy { $0.utf8.count <= 76 && !$0.contains("\n") && !$0.hasSuffix(" ") })
        #expect(lines.contains("Date: Fri, 15 Jan 2027 08:00:00 +0000"))
        #expect(lines.contains("From: Sparekey <accounts@example.net>") && lines.contains("To: ada@example.org"))
        #expect(lines.contains { $0.hasPrefix("Message-ID: <") && $0.hasSuffix("@example.net>") })
        #expect(lines.filter { $0.contains("=?utf-8?B?") }.allSatisfy { $0.utf8.count <= 76 })
        // A soft line break ends with "=", and what is left is the text.
        let body = parts.dropFirst().joined(separator: "\r\n\r\n").replacing("=\r\n", with: "")
        let decoded = body.replacing("%", with: "%25").replacing("=", with: "%").removingPercentEncoding
        #expect(decoded?.replacing("\r\n", with: "\n") == text + "\n")
    }

    @Test(
        arguments: [
            ("a@b.org", "Sparekey <a@b.org>"), ("<a@b.org>", "Sparekey <a@b.org>"), ("Ada <a@b.org>", "Ada <a@b.org>"),
            ("\"Ada, Ltd\" <a@b.org>", "\"Ada, Ltd\" <a@b.org>"), ("Ada\\\" <a@b.org>", "\"Ada\\\\\\\"\" <a@b.org>"),
            ("Élodie <a@b.org>", "=?utf-8?B?w4lsb2RpZQ==?= <a@b.org>"),
            ("Comptes <a@bücher.example>", "Comptes <a@xn--bcher-kva.example>"),
        ]
    )
    func `mail comes from an address, with a name or without`(text: String, header: String) throws {
        let sender = try #require(MailSender(text))
        let mail = MailText(.test(to: .email("ada@example.org")), from: sender).bytes(at: .distantPast)
        #expect(String(decoding: mail, as: UTF8.self).hasPrefix("From: \(header)\r\nTo: "))
    }

    @Test func `mail without a name of its own comes from the service by its name`() throws {
        #expect(try #require(MailSender("a@b.org", service: "Acme, Ltd")).name == "Acme, Ltd")
        #expect(try #require(MailSender("Ada <a@b.org>", service: "Acme, Ltd")).name == "Ada")
    }

    @Test(
        arguments: [
            "", "Ada", "Ada <>", "Ada <a@b.org", "Ada a@b.org>", ">a@b.org<", "a@b.org, c@d.org", "Ada <a@b.org> x",
            "Ada\r\nBcc: eve@example.net <a@b.org>", "Ada <a@b.org>\nBcc: x", "a@b\u{0D4E}@c.org",
        ]
    )
    func `a sender that is not an address is not taken for a missing one`(text: String) {
        let settings = Self.settings("smtp://relay.example.org", from: text)
        #expect(throws: MessageSettingsError.invalidSender) { try settings.messages() }
    }

    @Test func `every language has the same words and puts the same values into them`() {
        let words = ServiceWords.languages.map { ServiceWords.preferred([$0]) }
        let placeholder = /\{[a-zA-Z]+\}/
        // English and French write them alike.
        let shared: Set = ["duration.minutes", "duration.minutes.one"]
        #expect(!words[0].keys.isEmpty)
        for other in words.dropFirst() {
            #expect(other.keys == words[0].keys)
            for key in other.keys {
                let used = [words[0], other].map {
                    Set($0.text(key).matches(of: placeholder).map { String($0.output) })
                }
                #expect(used[0] == used[1], "\(key)")
                #expect(other.text(key) != words[0].text(key) || shared.contains(key), "\(key)")
            }
        }
        #expect(ServiceWords.preferred(["de", "fr-CA"]).language == "fr")
        #expect(ServiceWords.preferred(["", "x"]).language == "en")
    }

    @Test func `the first of a French month has a number of its own`() {
        let moments = [Milliseconds(1_796_126_400_000), 1_796_212_800_000].map(ServiceWords.preferred(["fr"]).moment)
        #expect(moments[0].hasPrefix("1er décembre 2026") && moments[1].hasPrefix("2 décembre 2026"), "\(moments)")
    }

    @Test func `a date stays on one line of a page`() {
        let texts = ServiceWords.languages.map { ServiceWords.preferred([$0]).unbrokenMoment(1_796_126_400_000) }
        #expect(texts.contains { $0.hasPrefix("December\u{A0}1,\u{A0}2026 ") && $0.hasSuffix(" UTC") }, "\(texts)")
        #expect(texts.contains { $0.hasPrefix("1er\u{A0}décembre\u{A0}2026 ") }, "\(texts)")
    }

    @Test func `a text message fits into what phones and providers take`() {
        for language in ServiceWords.languages {
            let message = Message.contactCode(
                "12345678",
                to: .phone("+1"),
                isNew: true,
                minutes: 10,
                language: language
            )
            // The GSM alphabet of 3GPP 23.038 has these and no other accents; one message has 160 of its characters.
            let gsm = Set("èéùìòàÄÖÑÜäöñüÇØøÅåÆæßÉ")
            #expect(message.text.allSatisfy { $0.isASCII || gsm.contains($0) }, "\(message.text)")
            #expect(message.text.count <= 160, "\(message.text.count)")
        }
    }
}
