import AccountAPI
import Foundation
import OutsideText

/// An e-mail address or a phone number in the one form in which it is kept and written to; it is never logged.
struct ContactAddress: Sendable, Equatable {
    /// What it is.
    let kind: ContactKind
    /// `ada@example.org`, the domain in ASCII and lower case, or `+33612345678`.
    let text: String

    /// Brings what a person typed into that form, or throws ``ProblemCode/invalidContact``.
    init(_ kind: ContactKind, _ value: String) throws(Problem) {
        let text =
            switch kind {
            case .email: Self.email(value)
            case .phone: Self.phone(value)
            }
        guard let text else { throw Problem(.invalidContact) }
        self.init(kind: kind, text: text)
    }

    /// Takes an address that is in that form.
    init(kind: ContactKind, text: String) {
        self.kind = kind
        self.text = text
    }

    /// What all spellings of one address have in common.
    var comparable: String { text.lowercased() }

    /// Enough for its owner to recognise it, without the length of its parts: `a•••@e•••.org`, `••• ••42`.
    var masked: String {
        switch kind {
        case .phone:
            return "••• ••" + text.suffix(2)
        case .email:
            let parts = text.pieces(at: "@")
            let domain = parts.last ?? ""
            let top = domain.pieces(at: ".").last ?? ""
            return "\(parts.first?.scalarPrefix(1) ?? "")•••@\(domain.scalarPrefix(1))•••.\(top)"
        }
    }

    // RFC 5321 sections 4.1.2 and 4.5.3.1: a dot-string and a domain, without quoted forms and address literals.
    private static func email(_ value: String) -> String? {
        let value = value.trimmed()
        guard value.utf8.count <= 254 else { return nil }
        let parts = value.pieces(at: "@", keepingEmpty: true)
        guard parts.count == 2, (1...64).contains(parts[0].utf8.count),
            let domain = InternationalName.ascii(host: String(parts[1])), isDomain(domain),
            parts[0].pieces(at: ".", keepingEmpty: true).allSatisfy(isAtom)
        else { return nil }
        return "\(parts[0])@\(domain.lowercased())"
    }

    // RFC 5322 section 3.2.3.
    private static func isAtom(_ text: Substring) -> Bool {
        let special = Set("!#$%&'*+-/=?^_`{|}~".utf8)
        return !text.isEmpty && text.utf8.allSatisfy { isAlphanumeric($0) || special.contains($0) }
    }

    // RFC 1123 section 2.1; of a domain in another script, its ASCII form.
    private static func isDomain(_ text: String) -> Bool {
        let labels = text.pieces(at: ".", keepingEmpty: true)
        let areLabels = labels.allSatisfy { label in
            (1...63).contains(label.utf8.count) && !label.begins(with: "-") && !label.ends(with: "-")
                && label.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
        }
        let isName = labels.last?.utf8.contains { !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? false
        return labels.count > 1 && areLabels && isName
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }

    // E.164: a plus sign and at most 15 digits, of which the first is not 0.
    private static func phone(_ value: String) -> String? {
        guard value.utf8.count <= 64 else { return nil }
        var text = value.filter { !" -./()\u{A0}\u{202F}".contains($0) }
        if text.begins(with: "00") {
            text = "+" + text.dropFirst(2)
        }
        let digits = text.dropFirst()
        guard text.begins(with: "+"), (8...15).contains(digits.utf8.count), !digits.begins(with: "0"),
            digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        return text
    }
}
