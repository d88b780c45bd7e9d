package import AccountAPI

/// An organisation: its members sign in with devices that its administrators enroll.
package struct Organization: Sendable, Equatable {
    package let id: OrganizationID
    /// What its members' user names end in, behind an at sign.
    package let slug: String
    /// The name that people know it by.
    package let name: String
    /// Milliseconds since 1970.
    package let created: Int64

    /// The user name of a member.
    package func login(of member: Member) -> String { "\(member.name)@\(slug)" }
}

/// A member of an organisation: an account without a password.
package struct Member: Sendable, Equatable {
    package let account: AccountID
    package let organization: OrganizationID
    /// The name in the organisation.
    package let name: String
    package let role: MemberRole
    /// Milliseconds since 1970.
    package let added: Int64
    /// How many devices the member has.
    package let devices: Int
}

/// What a member may do in the organisation.
package enum MemberRole: String, Sendable, CaseIterable {
    /// Sign in.
    case member
    /// Manage members, their codes and their devices as well.
    case administrator
}

/// A device of a member.
package struct MemberDevice: Sendable, Equatable {
    package let id: ServiceDeviceID
    package let name: String
    /// Milliseconds since 1970.
    package let added: Int64
    /// Milliseconds since 1970.
    package let lastUsed: Int64
}

/// An enrollment code just made, which is kept nowhere.
package struct Enrollment: Sendable {
    package let code: EnrollmentCode
    /// Milliseconds since 1970.
    package let expires: Int64
}

/// Why something cannot be done in an organisation.
package enum OrganizationError: Error, Equatable, Sendable {
    /// The short name is no 2 to 40 of a to z, 0 to 9 and hyphens.
    case invalidSlug
    /// Another organisation has the short name.
    case slugTaken
    /// The name is empty, too long, or holds characters that it may not hold.
    case invalidName
    /// There is no such organisation.
    case noSuchOrganization
    /// The organisation has no such member.
    case noSuchMember
    /// The organisation has a member of this name, or a personal account has the user name.
    case nameTaken
    /// The member has no such device.
    case noSuchDevice
    /// The organisation to delete has another number of members than was said.
    case hasMembers(Int)
    /// A code lives for a minute to a day.
    case invalidLifetime
    /// Who asks is no administrator of the organisation.
    case notAllowed
}
