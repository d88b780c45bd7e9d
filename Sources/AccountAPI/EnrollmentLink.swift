import Encodings
import OutsideText

/// The text of an organisation's QR code: `sparekey://enroll?service=…&code=…`.
package struct EnrollmentLink: Sendable, Hashable {
    /// The account service's address, as the link gives it; nobody has checked it.
    package let service: String
    /// The code.
    package let code: EnrollmentCode

    private static let start = "sparekey://enroll?"
    private static let longestText = 2048

    /// A link to a code of a service.
    package init(service: String, code: EnrollmentCode) {
        self.service = service
        self.code = code
    }

    /// Reads a link; nil unless it has both parts, each once.
    ///
    /// Parts of other names are left for newer versions.
    package init?(_ text: String) {
        guard text.utf8.count <= Self.longestText, Self.isMeant(by: text) else { return nil }
        var parts: [Substring: String] = [:]
        for pair in Substring(text.utf8.dropFirst(Self.start.utf8.count)).pieces(at: "&") {
            guard let (name, encoded) = pair.cut(at: "="), parts[name] == nil,
                let value = PercentEncoding.decode(encoded)
            else { return nil }
            parts[name] = value
        }
        guard let service = parts["service"], let code = parts["code"].flatMap(EnrollmentCode.init(typed:)) else {
            return nil
        }
        self.init(service: service, code: code)
    }

    /// Whether a text is meant as a link, well-formed or not.
    package static func isMeant(by text: String) -> Bool {
        text.beginsIgnoringCase(with: start)
    }

    /// The link.
    package var text: String {
        "\(Self.start)service=\(PercentEncoding.encode(service))&code=\(code.plain)"
    }
}
