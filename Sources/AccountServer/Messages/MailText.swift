import Encodings
import Foundation
import OutsideText
import Primitives

/// A message in the form of mail (RFC 5322, RFC 2045).
struct MailText {
    private static let lineLength = 76
    private let message: Message
    private let sender: MailSender

    /// Takes a message, and whom it comes from.
    init(_ message: Message, from sender: MailSender) {
        self.message = message
        self.sender = sender
    }

    /// Headers and text; every line ends with CRLF, every byte is ASCII.
    func bytes(at date: Date) -> [UInt8] {
        let headers = headers(
            at: date,
            from: Self.phrase(sender.name),
            subject: Self.encodedWords(message.subject),
            encoding: "quoted-printable"
        )
        return Array((headers + ["", Self.quotedPrintable(message.text), ""]).joined(separator: "\r\n").utf8)
    }

    /// The same message as people read it: headers and text in UTF-8 (RFC 6532), whose lines end with LF.
    ///
    /// `more` are lines after the headers.
    func readable(at date: Date, more: [String]) -> String {
        let name = Self.isASCII(sender.name) ? Self.phrase(sender.name) : Self.quoted(sender.name)
        let headers = headers(at: date, from: name, subject: message.subject, encoding: "8bit")
        return (headers + more + ["", message.text, ""]).joined(separator: "\n")
    }

    private func headers(at date: Date, from name: String, subject: String, encoding: String) -> [String] {
        [
            "From: \(name) <\(sender.address)>",
            "To: \(message.recipient.address)",
            "Subject: \(subject)",
            "Date: \(Self.moment(date))",
            "Message-ID: <\(message.id ?? randomBytes(count: 16).hexadecimal)@\(sender.domain)>",
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: \(encoding)",
            "Content-Language: \(message.language)",
            // RFC 3834: nobody's absence note answers this.
            "Auto-Submitted: auto-generated",
        ]
    }

    private static func isASCII(_ text: String) -> Bool {
        text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
    }

    /// RFC 5322 section 3.2.5: a name in front of an address.
    static func phrase(_ name: String) -> String {
        let bytes = name.utf8
        guard isASCII(name) else { return encodedWords(name) }
        let isPlain = bytes.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: " "), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        return isPlain ? name : quoted(name)
    }

    /// RFC 5322 section 3.2.4.
    private static func quoted(_ name: String) -> String {
        var quoted: [UInt8] = []
        for byte in name.utf8 {
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { quoted.append(UInt8(ascii: "\\")) }
            quoted.append(byte)
        }
        return "\"\(String(decoding: quoted, as: UTF8.self))\""
    }

    /// RFC 5322 section 3.3.
    static func moment(_ date: Date) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = .gmt
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss '+0000'"
        return formatter.string(from: date)
    }

    /// RFC 2047 section 2: words of at most 75 characters, each a whole number of characters of the text.
    static func encodedWords(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 > 0x7E || $0 < 0x20 }) else { return text }
        var words: [String] = []
        for character in text {
            let last = words.last ?? ""
            if words.isEmpty || last.utf8.count + character.utf8.count > 36 {
                words.append(String(character))
            } else {
                words[words.count - 1].append(character)
            }
        }
        return words.map { "=?utf-8?B?\(Base64.encode($0.utf8))?=" }.joined(separator: "\r\n ")
    }

    /// RFC 2045 section 6.7.
    static func quotedPrintable(_ text: String) -> String {
        text.pieces(at: "\n", keepingEmpty: true).map(quotedLine).joined(separator: "\r\n")
    }

    private static func quotedLine(_ line: Substring) -> String {
        let bytes = Array(line.utf8)
        var encoded = ""
        var column = 0
        for (index, byte) in bytes.enumerated() {
            let isLast = index == bytes.count - 1
            let isPlain = (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "=")
            let token =
                isPlain || (byte == 0x20 && !isLast)
                ? String(UnicodeScalar(byte)) : "=" + [byte].hexadecimal.uppercased()
            if column + token.utf8.count > lineLength - (isLast ? 0 : 1) {
                encoded += "=\r\n"
                column = 0
            }
            encoded += token
            column += token.utf8.count
        }
        return encoded
    }
}
