import Encodings
import OutsideText
import Primitives

/// What each form and each script of the page sends along: whoever cannot read the page cannot send one.
///
/// It is bound to the browser's cookie, which neither a script nor another page can read.
package enum FormToken {
    /// The field of a form.
    package static let field = "form-token"
    /// The header of what a script sends.
    package static let header = "X-Form-Token"

    /// The token of the browser with a cookie.
    package static func token(for cookie: String) -> String {
        Base64.encode(SHA256.hash(Array("sparekey form-token/v1\n\(cookie)".utf8)))
    }

    /// Whether a token is that of the browser with a cookie; compares in constant time.
    package static func isValid(_ token: String, for cookie: String) -> Bool {
        constantTimeEqual(Array(token.utf8), Array(self.token(for: cookie).utf8))
    }

    /// A template with the token in each of its forms.
    static func carried(by template: String) -> String {
        let parts = template.pieces(at: "<form ", keepingEmpty: true)
        let forms = parts.dropFirst().map { part in
            guard let (tag, rest) = part.cut(at: ">"), tag.holds("method=\"post\"") else { return "<form \(part)" }
            return "<form \(tag)><input type=\"hidden\" name=\"\(field)\" value=\"{{formToken}}\">\(rest)"
        }
        return parts[0] + forms.joined()
    }
}
