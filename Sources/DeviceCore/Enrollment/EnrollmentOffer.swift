import AccountAPI
package import Encodings
import Entries

/// Whose code it is, to be shown before the code is used.
package struct EnrollmentOffer: Sendable {
    /// The code and its service.
    package let invitation: EnrollmentInvitation
    /// The organisation's identifier at the service.
    let organization: OrganizationID
    /// The name that people know the organisation by.
    package let organizationName: String
    /// The member's name in the organisation.
    package let member: String
    /// When the code ends.
    package let expires: Instant

    /// Takes the service's answer; throws where a name is none that can be shown.
    init(_ invitation: EnrollmentInvitation, _ answer: ReadEnrollment.Response) throws(AccountError) {
        guard Self.isPlain(answer.organizationName), Self.isPlain(answer.member) else {
            throw .badAnswer(place: invitation.service.text)
        }
        self.invitation = invitation
        organization = answer.organization
        organizationName = answer.organizationName
        member = answer.member
        expires = Instant(milliseconds: answer.expires)
    }

    /// The account that the code belongs to.
    var account: WorkAccount {
        WorkAccount(service: invitation.service.text, organization: organization.rawValue, member: member)
    }

    // Whoever made the QR code chose the service, and a terminal obeys control characters.
    private static func isPlain(_ text: String) -> Bool {
        (1...200).contains(text.unicodeScalars.count)
            && text.unicodeScalars.allSatisfy { scalar in
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: false
                default: true
                }
            }
    }
}
