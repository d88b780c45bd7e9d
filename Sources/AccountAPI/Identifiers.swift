import Encodings

/// An identifier made by the account service: 32 lower-case hexadecimal digits.
package struct ServiceID<Named>: Codable, Sendable, Hashable, CustomStringConvertible {
    /// The digits.
    package let rawValue: String

    /// Nil unless `text` has the form of an identifier.
    package init?(_ text: String) {
        guard text.utf8.count == 32, text.utf8.allSatisfy(Hex.isLowerCaseDigit) else { return nil }
        rawValue = text
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let id = Self(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an identifier")
        }
        self = id
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }

    package var description: String { rawValue }
}

/// What the identifiers of the service name.
package enum Named {
    /// A personal account, or that of an organisation's member.
    package enum Account {}
    /// A device of an account.
    package enum Device {}
    /// A session.
    package enum Session {}
    /// A registration or password change that was started.
    package enum Registration {}
    /// A sign-in that was started.
    package enum SignIn {}
    /// An OPAQUE credential: the identifier that its OPRF key is derived from.
    package enum Credential {}
    /// A backup: one series of snapshots.
    ///
    /// The device makes this one.
    package enum Backup {}
    /// A relying party.
    package enum Client {}
    /// An alternate e-mail address or phone number of an account.
    package enum Contact {}
    /// A code sent to a contact, and the proof that typing it gives.
    package enum ContactProof {}
    /// A request to sign in that a device answers.
    package enum SignInRequest {}
    /// Something that the account's other devices and contacts are told.
    package enum Notice {}
    /// An organisation.
    package enum Organization {}
    /// A letter: a code that was sent to the contacts of a name.
    package enum Letter {}
}

package typealias AccountID = ServiceID<Named.Account>
package typealias ServiceDeviceID = ServiceID<Named.Device>
package typealias SessionID = ServiceID<Named.Session>
package typealias RegistrationID = ServiceID<Named.Registration>
package typealias SignInID = ServiceID<Named.SignIn>
package typealias CredentialID = ServiceID<Named.Credential>
package typealias ServiceBackupID = ServiceID<Named.Backup>
package typealias ClientID = ServiceID<Named.Client>
package typealias ContactID = ServiceID<Named.Contact>
package typealias ContactProofID = ServiceID<Named.ContactProof>
package typealias SignInRequestID = ServiceID<Named.SignInRequest>
package typealias NoticeID = ServiceID<Named.Notice>
package typealias LetterID = ServiceID<Named.Letter>
package typealias OrganizationID = ServiceID<Named.Organization>
