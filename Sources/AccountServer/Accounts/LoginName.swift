import AccountAPI
import Foundation

/// A user name in the one form in which names are compared; it is never stored and never logged.
struct LoginName: Sendable {
    /// The text: compatibility-composed, lower-case, without blanks at its ends.
    let text: String

    /// Brings a name into that form, or throws ``ProblemCode/invalidName``.
    init(_ name: String) throws(Problem) {
        // A name has at most 128 characters, so there is no use in reading a longer text.
        guard name.utf8.count <= 4096 else { throw Problem(.invalidName) }
        let text = name.precomposedStringWithCompatibilityMapping.lowercased()
            .precomposedStringWithCompatibilityMapping.trimmingCharacters(in: .whitespacesAndNewlines)
        guard (1...128).contains(text.unicodeScalars.count), text.unicodeScalars.allSatisfy(Self.isAllowed) else {
            throw Problem(.invalidName)
        }
        self.text = text
    }

    private init(unchecked text: String) {
        self.text = text
    }

    /// The name of nobody.
    static let empty = LoginName(unchecked: "")

    /// The short name of the organisation whose member the name would be: what stands behind the last at sign.
    var organization: String? {
        guard let at = text.lastIndex(of: "@") else { return nil }
        return text[text.index(after: at)...].trimmingCharacters(in: .whitespaces)
    }

    /// Whether a name may hold a character: none that nobody sees, or that turns the text around it.
    static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: false
        default: !scalar.properties.isDefaultIgnorableCodePoint
        }
    }
}
