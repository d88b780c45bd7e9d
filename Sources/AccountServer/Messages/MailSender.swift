import AccountAPI
import Foundation
import OutsideText

/// Whom mail comes from: an address, and the name in front of it (RFC 5322 section 3.4).
struct MailSender: Sendable, Equatable {
    /// What people see.
    let name: String
    /// `accounts@example.org`, the domain in ASCII.
    let address: String

    /// The part behind the at sign.
    var domain: String {
        String(decoding: address.utf8.drop { $0 != UInt8(ascii: "@") }.dropFirst(), as: UTF8.self)
    }

    /// Whom mail in an outbox comes from where nobody has said it: no address that it could be sent from.
    static func unset(service: String) -> MailSender {
        MailSender(name: service, address: "sparekey@localhost")
    }

    private init(name: String, address: String) {
        self.name = name
        self.address = address
    }

    /// Reads `a@b`, `<a@b>` or `Name <a@b>`; nil for anything else.
    ///
    /// Without a name of its own it has the service's.
    init?(_ text: String, service: String = ServiceConfiguration.standardName) {
        let scalars = text.unicodeScalars
        guard scalars.count <= 400, scalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
            return nil
        }
        let open = scalars.lastIndex(of: "<")  // ours: of scalars
        var name = ""
        var inner = String(scalars)
        if let open {
            // ours: of scalars
            guard let close = scalars.lastIndex(of: ">"), open < close,
                scalars[scalars.index(after: close)...].allSatisfy({ $0 == " " })
            else { return nil }
            name = String(String(scalars[..<open]).trimmed())
            inner = String(scalars[scalars.index(after: open)..<close])
        }
        guard let contact = try? ContactAddress(.email, inner) else { return nil }
        if name.unicodeScalars.count >= 2, name.unicodeScalars.first == "\"", name.unicodeScalars.last == "\"" {
            name = String(name.unicodeScalars.dropFirst().dropLast())
        }
        guard name.unicodeScalars.count <= ServiceConfiguration.nameLimit else { return nil }
        self.name = name.isEmpty ? service : name
        address = contact.text
    }
}
