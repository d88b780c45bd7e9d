import AccountAPI
import OutsideText

/// A user name in the one form in which names are compared; it is never stored and never logged.
struct LoginName: Sendable {
    /// The text: compatibility-composed, lower-case, without blanks at its ends.
    let text: String

    /// Brings a name into that form, or throws ``ProblemCode/invalidName``.
    init(_ name: String) throws(Problem) {
        // A name has at most 128 characters, so there is no use in reading a longer text.
        guard name.utf8.count <= 4096 else { throw Problem(.invalidName) }
        let text = UserNameRule.folded(name)
        guard (1...128).contains(text.unicodeScalars.count), UserNameRule.isAcceptable(text) else {
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
        text.cut(atLast: "@").map { String($0.after.trimmed()) }
    }
}
