import AccountAPI
package import OneTimePassword
import OutsideText

extension OTPAuthURI {
    /// Reads the text of a QR code; what holds no account is told by its kind, never by its text.
    package init(scanned text: String) throws(Failure) {
        do throws(OTPAuthURIError) {
            try self.init(parsing: text)
        } catch {
            guard error != .microsoftAuthenticator else {
                throw Failure(.notAnAccountCode, ["content": .words(CodeContent.microsoft.wordKey)]).in(.microsoft)
            }
            guard error == .notAnOTPAuthURI else { throw error.failure }
            guard !EnrollmentLink.isMeant(by: text) else { throw Failure(.enrollmentScanned) }
            throw Failure(.notAnAccountCode, ["content": .words(CodeContent(text).wordKey)])
        }
    }
}

/// What a QR code without an account holds, by its beginning.
enum CodeContent: String, CaseIterable {
    case webAddress
    case network
    case contact
    case email
    case phone
    case otherAuthenticator
    case microsoft
    case text

    private static let beginnings: [(String, CodeContent)] = [
        ("http:", .webAddress), ("https:", .webAddress), ("www.", .webAddress), ("urlto:", .webAddress),
        ("wifi:", .network), ("begin:vcard", .contact), ("mecard:", .contact), ("bizcard:", .contact),
        ("mailto:", .email), ("matmsg:", .email), ("smtp:", .email), ("tel:", .phone), ("sms:", .phone),
        ("smsto:", .phone),
        // Sign-in requests and passkeys of others, which have no codes.
        ("phonefactor:", .microsoft), ("duo:", .otherAuthenticator), ("oktaverify:", .otherAuthenticator),
        ("fido:", .otherAuthenticator), ("pushauth:", .otherAuthenticator), ("privacyidea:", .otherAuthenticator),
    ]

    init(_ text: String) {
        let start = text.drop { $0.isWhitespace }.prefix(16).lowercased()
        self = Self.beginnings.first { start.begins(with: $0.0) }?.1 ?? .text
    }

    /// The key of its words.
    var wordKey: String { "qr.content.\(rawValue)" }
}
